// Gradients of convolutions in bfloat16 on AMX, the matrix unit of recent servers of Intel.
//
// oneDNN 2.6 reaches a small part of what the unit can do: its kernels take one image at a time, and small images leave
// registers half empty. Here the same pixel of several images lies side by side, so that a tap of the kernel is a fixed
// distance in memory, and nothing is lost at the edges of rows.
//
// Images are bfloat16, in either of the layouts that oneDNN has for them; weights are float, row-major [O, I, h, w].
// Everything is written by the call that is given it; scratch memory is the caller's, on a border of 64 bytes.
#ifndef FOVEA_AMX_GRADIENTS_H
#define FOVEA_AMX_GRADIENTS_H

#include <stddef.h>
#include <stdint.h>

// Elements from a pixel to the next in its row, and from sixteen channels to the next sixteen. Rows and images follow
// one another without gaps: nhwc is {channels, 16}, nChw16c {16, 16 · height · width}.
typedef struct {
  int64_t pixel, block;
} fovea_amx_strides;

typedef struct {
  int64_t batch;
  int64_t inputs, outputs;  // channels
  int64_t height, width;    // of the input
  int64_t kernel[2];        // height, width
  int64_t stride;           // 1 or 2
  int64_t padding[4];       // top, left, bottom, right
  fovea_amx_strides source, destination;
  int threads;
} fovea_amx_shape;

// Whether this processor has what it takes.
int fovea_amx_available(void);

// Outputs are a multiple of 16, inputs too unless there are fewer (then nhwc). Bytes of scratch memory of a run.
size_t fovea_amx_weights_gradient_scratch_size(const fovea_amx_shape *);
// A NULL bias_gradient is left out. The sums depend on the number of threads, and on nothing else.
void fovea_amx_weights_gradient(const fovea_amx_shape *, const uint16_t *source, const uint16_t *destination_gradient,
                                float *weights_gradient, float *bias_gradient, void *scratch);

// The gradient of the source takes weights as tiles of bfloat16: bytes of them, and the change to them. Inputs must be
// a multiple of 16. A pixel that no output reads has a gradient of zero.
size_t fovea_amx_weights_size(const fovea_amx_shape *);
void fovea_amx_weights(const fovea_amx_shape *, const float *weights, uint16_t *tiles);
size_t fovea_amx_source_gradient_scratch_size(const fovea_amx_shape *);
void fovea_amx_source_gradient(const fovea_amx_shape *, const uint16_t *destination_gradient, const uint16_t *tiles,
                               uint16_t *source_gradient, void *scratch);

#endif
