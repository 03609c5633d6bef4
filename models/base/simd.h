#ifndef SKYLOOM_BASE_SIMD_H
#define SKYLOOM_BASE_SIMD_H
/* Marks a hot kernel of plain loops: gcc compiles it for several vector widths and the loader picks
 * one, so that one portable binary is fast everywhere. Only for kernels whose result does not
 * depend on the width (integers, or floats without reassociation). Off under sanitizers, which
 * cannot run inside the resolver. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && defined(__OPTIMIZE__)       \
    && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define SKYLOOM_SIMD __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define SKYLOOM_SIMD
#endif
#endif
