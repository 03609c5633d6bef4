#ifndef SKYLOOM_LAB_TRACK_STATES_H
#define SKYLOOM_LAB_TRACK_STATES_H
/* States: levels of conductance that can be told apart, by one rule. From the lowest level up, the
 * next state is the first level that lies above the last state by more than their two standard
 * deviations together, and by a hundredth of G0 (a third of what a skyrmion adds), which is what
 * counts at 0 K. */
struct experiment_level {
    double mean, sd; /* G0 */
};
/* The levels, in any order, that are states, from the lowest: at most `max` of them. Returns how
 * many. */
int experiment_pick_states(int n, const struct experiment_level level[], int max, int of_state[]);
int experiment_count_states(int n, const struct experiment_level level[]);
#endif
