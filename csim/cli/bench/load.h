#ifndef SKYLOOM_CLI_BENCH_LOAD_H
#define SKYLOOM_CLI_BENCH_LOAD_H
#include "run/prepare.h"
/* Work for the benchmark where nothing trained is at hand: weights drawn like trained ones and
 * thresholds that give a trained network's spike rates; images with MNIST's share of ink. Speed
 * depends on these counts, not on what the network recognises. */
enum status bench_random_program(struct prepared *p, const struct dataset *data, struct error *err);
enum status bench_random_images(struct dataset *data, struct error *err);
#endif
