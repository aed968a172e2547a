// Batch normalisation of bfloat16 for training, for processors with conversions of bfloat16.
//
// For images that are nhwc, the order that kernels of bfloat16 prefer; channels are a multiple of 16. oneDNN has these
// kernels as well, but its threads wait for each other in a loop, which takes long where another process has one of the
// processors. Here each pass over the data is one call of fovea_threads_perform; forward and backward are two passes
// each. The same number of threads gives the same bits.
#ifndef FOVEA_BATCH_NORM_BFLOAT16_H
#define FOVEA_BATCH_NORM_BFLOAT16_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
  int64_t rows;      // batch · height · width
  int64_t channels;  // a multiple of 16; the channels of a row follow each other
  float epsilon;
  int applies_relu;
  int threads;
} fovea_bfloat16_norm_shape;

// Whether this processor has what it takes.
int fovea_bfloat16_norm_available(void);
// How many numbers `scratch` is, which no call needs from another.
size_t fovea_bfloat16_norm_scratch_size(const fovea_bfloat16_norm_shape *);
// scale · (x - mean) / √(variance + epsilon) + shift, at least zero if `applies_relu`. Writes the mean of the batch and
// its variance, which is divided by `rows`.
void fovea_bfloat16_norm_forward(const fovea_bfloat16_norm_shape *, const uint16_t *source, const float *scale,
                                 const float *shift, float *mean, float *variance, uint16_t *destination,
                                 float *scratch);
// The same with a mean and a variance that are known. `destination` may be `source`, here alone.
void fovea_bfloat16_norm_inference(const fovea_bfloat16_norm_shape *, const uint16_t *source, const float *scale,
                                   const float *shift, const float *mean, const float *variance,
                                   uint16_t *destination, float *scratch);
// With the mean and the variance that `forward` wrote. Gradients of outputs that the ReLU made zero do not count.
// `source_gradient` may be `destination_gradient`.
void fovea_bfloat16_norm_backward(const fovea_bfloat16_norm_shape *, const uint16_t *source, const float *mean,
                                  const float *variance, const float *scale, const float *shift,
                                  const uint16_t *destination_gradient, uint16_t *source_gradient,
                                  float *scale_gradient, float *shift_gradient, float *scratch);

#endif
