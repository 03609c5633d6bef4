#ifndef SKYLOOM_BESSEL_H
#define SKYLOOM_BESSEL_H
/* Modified Bessel functions of the second kind for x > 0, to 2e-7 of their value (M. Abramowitz,
 * I. A. Stegun, Handbook of Mathematical Functions, 9.8.1-9.8.8). */
double bessel_k0(double x);
double bessel_k1(double x);
#endif
