#ifndef SKYLOOM_BASE_CONSTANTS_H
#define SKYLOOM_BASE_CONSTANTS_H
/* Physical constants, CODATA 2018 (E. Tiesinga, P. Mohr, D. Newell, B. Taylor, Rev. Mod. Phys. 93,
 * 025010 (2021)). kB and e are exact, hbar is rounded. */
static const double mu0_N_per_A2 = 1.25663706212e-6;
static const double boltzmann_J_per_K = 1.380649e-23;
static const double hbar_Js = 1.054571817e-34;
static const double electron_C = 1.602176634e-19;
static const double bohr_magneton_J_per_T = 9.2740100783e-24;
/* Of a spin in a film by convention, 2.211e5 m/(A s) over mu0: 8e-4 below the free electron's. */
static const double gamma_rad_per_sT = 1.7594613e11;
#endif
