// Convolutions of 3×3 taps and stride 1 by Winograd's minimal filtering, for processors with AVX2 or AVX-512.
//
// oneDNN has such kernels for AVX-512 only, and there for some shapes. F(4×4, 3×3): 36 multiplications where the
// definition has 144. Lavin, Gray: Fast Algorithms for Convolutional Neural Networks, arXiv:1509.09308. The gradients
// are the transposed algorithm: y = Aᵀ[(G g Gᵀ) ⊙ (Bᵀ d B)]A gives dg = Gᵀ[(A dy Aᵀ) ⊙ (Bᵀ d B)]G.
//
// Images and weights are in blocks of as many channels as a vector has numbers: 8 with AVX2, images nChw8c and weights
// OIhw8i8o; 16 with AVX-512, nChw16c and OIhw16i16o. Channels are multiples of the block. Everything is written by the
// call that is given it; scratch memory is the caller's.
#ifndef FOVEA_WINOGRAD_H
#define FOVEA_WINOGRAD_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
  int64_t batch;
  int64_t inputs, outputs;  // channels
  int64_t height, width;    // of the input
  int64_t padding[4];       // top, left, bottom, right
  int threads;
  int block;  // channels in a block, 8 or 16
} fovea_winograd_shape;

typedef struct {
  const float *bias;  // [outputs], or NULL
  int adds_to_destination;
  int has_slope;  // max(x, 0) + slope · min(x, 0) after all else
  float slope;
} fovea_winograd_finish;

// Whether this processor has what blocks of so many channels take.
int fovea_winograd_available(int block);
// Floats of transformed weights, and of scratch memory of a run forward and of one for the weights' gradient.
size_t fovea_winograd_weights_size(const fovea_winograd_shape *);
size_t fovea_winograd_scratch_size(const fovea_winograd_shape *);
size_t fovea_winograd_gradient_scratch_size(const fovea_winograd_shape *);
// Transforms weights for the forward pass, or, with `backward`, for a pass from the output's gradient to the
// input's: then `shape` is that of that pass, whose inputs are the convolution's outputs, and its padding
// 2 minus the convolution's.
void fovea_winograd_weights(const fovea_winograd_shape *, int backward, const float *weights, float *transformed);
void fovea_winograd_forward(const fovea_winograd_shape *, const float *source, const float *transformed,
                            const fovea_winograd_finish *, float *destination, float *scratch);
// The gradients of the weights, in their order, and of the bias where it is not NULL.
void fovea_winograd_weights_gradient(const fovea_winograd_shape *, const float *source,
                                     const float *destination_gradient, float *weights_gradient,
                                     float *bias_gradient, float *scratch);

#endif
