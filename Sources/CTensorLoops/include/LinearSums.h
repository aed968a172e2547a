// A linear layer over many samples in double precision: what a solver that goes on to convergence needs.
//
// Samples are float, row-major [rows, width]; everything else is double. Sums over samples and over features are each
// taken in one order, whatever the ranges are that threads divide the work into.
#ifndef FOVEA_LINEAR_SUMS_H
#define FOVEA_LINEAR_SUMS_H

#include <stdint.h>

// outputs[rows, count] = samples · weightsᵀ with weights [count, width].
void fovea_linear_products(int64_t rows, int64_t width, int64_t count, const float *samples, const double *weights,
                           double *outputs);
// sums[count, width] = factorsᵀ · samples with factors [rows, count], of the features first ..< end; others are left.
void fovea_linear_sums(int64_t rows, int64_t width, int64_t count, int64_t first, int64_t end, const float *samples,
                       const double *factors, double *sums);

#endif
