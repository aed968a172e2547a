// oneDNN 2.6+ and 3.x behind one set of signatures.
//
// Version 2 describes an operation first and passes memory descriptors by value; version 3 has neither. All
// that differs stays in this target: what is declared here is the same for both, and names no dnnl_ type.
// Every function that can fail returns oneDNN's status (0 is success) and writes its result through the last
// argument. Results are owned by the caller, who releases them with the matching _destroy.
#ifndef FOVEA_COneDNN_H
#define FOVEA_COneDNN_H

#include <stddef.h>
#include <stdint.h>

typedef enum { FOVEA_DNN_F32, FOVEA_DNN_BF16, FOVEA_DNN_U8 } fovea_dnn_type;

typedef struct fovea_dnn_layout fovea_dnn_layout;          // a memory descriptor
typedef struct fovea_dnn_operation fovea_dnn_operation;    // a primitive descriptor: an algorithm was chosen
typedef struct fovea_dnn_primitive fovea_dnn_primitive;    // a compiled operation
typedef struct fovea_dnn_memory fovea_dnn_memory;          // a layout and an address
typedef struct fovea_dnn_engine fovea_dnn_engine;          // the processor and its stream


typedef enum { FOVEA_DNN_INFERENCE, FOVEA_DNN_TRAINING } fovea_dnn_purpose;

typedef enum {
  FOVEA_DNN_RELU,  // alpha: slope below zero
  FOVEA_DNN_CLIP,  // alpha: lower bound, beta: upper bound
  FOVEA_DNN_TANH,
  FOVEA_DNN_LOGISTIC,
  FOVEA_DNN_SWISH,  // x σ(αx)
  FOVEA_DNN_GELU,   // with the error function
  FOVEA_DNN_LINEAR,  // αx + β
} fovea_dnn_elementwise;

// Algorithms of convolution that a caller may choose between; where one has no code for a shape or a processor,
// creating the operation fails with dnnl_unimplemented.
typedef enum { FOVEA_DNN_DIRECT, FOVEA_DNN_WINOGRAD } fovea_dnn_algorithm;

typedef enum {
  FOVEA_DNN_MAX,
  FOVEA_DNN_AVERAGE_INCLUDING_PADDING,
  FOVEA_DNN_AVERAGE_EXCLUDING_PADDING,
} fovea_dnn_pooling;

typedef enum { FOVEA_DNN_ADD, FOVEA_DNN_MULTIPLY } fovea_dnn_binary;

typedef enum { FOVEA_DNN_NEAREST, FOVEA_DNN_BILINEAR } fovea_dnn_resampling;

// What a memory is to an operation; the values are this header's own. Roles are passed as int, for the parts.
typedef enum {
  FOVEA_DNN_SOURCE,
  FOVEA_DNN_DESTINATION,
  FOVEA_DNN_WEIGHTS,
  FOVEA_DNN_BIAS,
  FOVEA_DNN_MEAN,
  FOVEA_DNN_VARIANCE,
  FOVEA_DNN_SCALE,
  FOVEA_DNN_SHIFT,
  FOVEA_DNN_WORKSPACE,
  FOVEA_DNN_SCRATCHPAD,
  FOVEA_DNN_SOURCE_GRADIENT,
  FOVEA_DNN_DESTINATION_GRADIENT,
  FOVEA_DNN_WEIGHTS_GRADIENT,
  FOVEA_DNN_BIAS_GRADIENT,
  FOVEA_DNN_SCALE_GRADIENT,
  FOVEA_DNN_SHIFT_GRADIENT,
  FOVEA_DNN_SOURCE_2,
  FOVEA_DNN_PART,  // the first of several sources; FOVEA_DNN_PART + i is the one at i
} fovea_dnn_role;

// What a fused operation does to its result before writing it, in this order.
typedef struct {
  int adds_to_destination;  // the result is added to what the destination holds
  int has_activation;
  fovea_dnn_elementwise activation;
  float alpha;
  float beta;
} fovea_dnn_fusion;

// Where a kernel that slides over an image looks, rows before columns. A dilation of 1 leaves no gaps.
typedef struct {
  int64_t kernel[2];
  int64_t stride[2];
  int64_t dilation[2];
  int64_t padding_before[2];
  int64_t padding_after[2];
} fovea_dnn_window;

// Engine: one processor, one in-order stream.
int fovea_dnn_engine_create(fovea_dnn_engine **engine);
void fovea_dnn_engine_destroy(fovea_dnn_engine *engine);
// Of the library that was loaded, which need not be the one that this was compiled for.
void fovea_dnn_version(int *major, int *minor, int *patch);
// The level of the processor (fovea_level) that the kernels are made for.
int fovea_dnn_level(void);

// Layouts. Strides are in elements; without strides (NULL) the layout is row-major, and with `any` the
// operation that is created with it chooses.
int fovea_dnn_layout_create(int rank, const int64_t *dimensions, const int64_t *strides, fovea_dnn_type type,
                            int any, fovea_dnn_layout **layout);
// nChw8c or nChw16c of dimensions [N, C, H, W].
int fovea_dnn_layout_create_image(const int64_t *dimensions, fovea_dnn_type type, int block, fovea_dnn_layout **layout);
void fovea_dnn_layout_destroy(fovea_dnn_layout *layout);
size_t fovea_dnn_layout_bytes(const fovea_dnn_layout *layout);
int fovea_dnn_layout_equal(const fovea_dnn_layout *left, const fovea_dnn_layout *right);
// Writes at most 12 dimensions and returns their number.
int fovea_dnn_layout_dimensions(const fovea_dnn_layout *layout, int64_t *dimensions);
fovea_dnn_type fovea_dnn_layout_type(const fovea_dnn_layout *layout);
// A part of a layout, seen in the memory of the whole; fails where the part cuts through a block.
int fovea_dnn_layout_part(const fovea_dnn_layout *whole, const int64_t *dimensions, const int64_t *offsets,
                          fovea_dnn_layout **part);

// How the elements of a layout are ordered. Axes of one element count for nothing.
typedef enum {
  FOVEA_DNN_ROW_MAJOR,  // the last axis is innermost; strides may be larger than the extents ask for
  FOVEA_DNN_IMAGE,      // rank 4: channels last, or in blocks (nhwc, nChw8c, nChw16c)
  FOVEA_DNN_BLOCKED,    // every other order that can be described by strides and blocks
  FOVEA_DNN_OPAQUE,     // known to the kernel that asked for it alone, such as transformed weights
} fovea_dnn_ordering;
fovea_dnn_ordering fovea_dnn_layout_ordering(const fovea_dnn_layout *layout);

// Orders that code of this project's own can read, in blocks of 8 or 16 channels.
typedef enum {
  FOVEA_DNN_IMAGE_BLOCKS,    // nChw8c, nChw16c
  FOVEA_DNN_WEIGHTS_BLOCKS,  // OIhw8i8o, OIhw16i16o
} fovea_dnn_order;
// The channels in a block where a layout is in that order with nothing padded, else 0.
int fovea_dnn_layout_block(const fovea_dnn_layout *layout, fovea_dnn_order order);

// Operations. A NULL bias or NULL fusion leaves that part out; `forward` is the operation of the forward pass,
// which a backward one must match.
int fovea_dnn_inner_product_forward(fovea_dnn_engine *, fovea_dnn_purpose, const fovea_dnn_layout *source,
                                    const fovea_dnn_layout *weights, const fovea_dnn_layout *bias,
                                    const fovea_dnn_layout *destination, const fovea_dnn_fusion *,
                                    fovea_dnn_operation **);
int fovea_dnn_inner_product_backward_data(fovea_dnn_engine *, const fovea_dnn_layout *source_gradient,
                                          const fovea_dnn_layout *weights,
                                          const fovea_dnn_layout *destination_gradient,
                                          const fovea_dnn_operation *forward, fovea_dnn_operation **);
int fovea_dnn_inner_product_backward_weights(fovea_dnn_engine *, const fovea_dnn_layout *source,
                                             const fovea_dnn_layout *weights_gradient,
                                             const fovea_dnn_layout *bias_gradient,
                                             const fovea_dnn_layout *destination_gradient,
                                             const fovea_dnn_operation *forward, fovea_dnn_operation **);
// Weights are [O, I, h, w], or [G, O/G, I/G, h, w] for groups.
int fovea_dnn_convolution_forward(fovea_dnn_engine *, fovea_dnn_purpose, fovea_dnn_algorithm,
                                  const fovea_dnn_window *, const fovea_dnn_layout *source,
                                  const fovea_dnn_layout *weights, const fovea_dnn_layout *bias,
                                  const fovea_dnn_layout *destination, const fovea_dnn_fusion *,
                                  fovea_dnn_operation **);
int fovea_dnn_convolution_backward_data(fovea_dnn_engine *, fovea_dnn_algorithm, const fovea_dnn_window *,
                                        const fovea_dnn_layout *source_gradient, const fovea_dnn_layout *weights,
                                        const fovea_dnn_layout *destination_gradient,
                                        const fovea_dnn_operation *forward, fovea_dnn_operation **);
int fovea_dnn_convolution_backward_weights(fovea_dnn_engine *, fovea_dnn_algorithm, const fovea_dnn_window *,
                                           const fovea_dnn_layout *source,
                                           const fovea_dnn_layout *weights_gradient,
                                           const fovea_dnn_layout *bias_gradient,
                                           const fovea_dnn_layout *destination_gradient,
                                           const fovea_dnn_operation *forward, fovea_dnn_operation **);
// Transposed convolution: weights are [O, I, h, w], the axes of PyTorch's swapped.
int fovea_dnn_deconvolution_forward(fovea_dnn_engine *, fovea_dnn_purpose, const fovea_dnn_window *,
                                    const fovea_dnn_layout *source, const fovea_dnn_layout *weights,
                                    const fovea_dnn_layout *bias, const fovea_dnn_layout *destination,
                                    const fovea_dnn_fusion *, fovea_dnn_operation **);
int fovea_dnn_deconvolution_backward_data(fovea_dnn_engine *, const fovea_dnn_window *,
                                          const fovea_dnn_layout *source_gradient,
                                          const fovea_dnn_layout *weights,
                                          const fovea_dnn_layout *destination_gradient,
                                          const fovea_dnn_operation *forward, fovea_dnn_operation **);
int fovea_dnn_deconvolution_backward_weights(fovea_dnn_engine *, const fovea_dnn_window *,
                                             const fovea_dnn_layout *source,
                                             const fovea_dnn_layout *weights_gradient,
                                             const fovea_dnn_layout *bias_gradient,
                                             const fovea_dnn_layout *destination_gradient,
                                             const fovea_dnn_operation *forward, fovea_dnn_operation **);
int fovea_dnn_elementwise_forward(fovea_dnn_engine *, fovea_dnn_purpose, fovea_dnn_elementwise, float alpha,
                                  float beta, const fovea_dnn_layout *data, fovea_dnn_operation **);
// Whether the gradient is computed from the destination, so that the source need not be kept; else from the source.
int fovea_dnn_elementwise_uses_destination(fovea_dnn_elementwise);
int fovea_dnn_elementwise_backward(fovea_dnn_engine *, fovea_dnn_elementwise, float alpha, float beta,
                                   const fovea_dnn_layout *gradient, const fovea_dnn_layout *data,
                                   const fovea_dnn_operation *forward, fovea_dnn_operation **);
int fovea_dnn_softmax_forward(fovea_dnn_engine *, fovea_dnn_purpose, int axis, const fovea_dnn_layout *data,
                              fovea_dnn_operation **);
int fovea_dnn_softmax_backward(fovea_dnn_engine *, int axis, const fovea_dnn_layout *gradient,
                               const fovea_dnn_layout *destination, const fovea_dnn_operation *forward,
                               fovea_dnn_operation **);
// With `fuses_relu` negative results become zero; while training a workspace remembers which.
int fovea_dnn_batch_normalization_forward(fovea_dnn_engine *, fovea_dnn_purpose, float epsilon,
                                          int uses_running_statistics, int fuses_relu,
                                          const fovea_dnn_layout *data, fovea_dnn_operation **);
int fovea_dnn_batch_normalization_backward(fovea_dnn_engine *, float epsilon, int uses_running_statistics,
                                           int fuses_relu,
                                           const fovea_dnn_layout *gradient, const fovea_dnn_layout *data,
                                           const fovea_dnn_operation *forward, fovea_dnn_operation **);
// Whether the backward pass wants the shift as an argument.
int fovea_dnn_batch_normalization_backward_takes_shift(void);
// Over the last dimension; `statistics` has the others.
int fovea_dnn_layer_normalization_forward(fovea_dnn_engine *, fovea_dnn_purpose, float epsilon,
                                          const fovea_dnn_layout *data, const fovea_dnn_layout *statistics,
                                          fovea_dnn_operation **);
int fovea_dnn_layer_normalization_backward(fovea_dnn_engine *, float epsilon, const fovea_dnn_layout *gradient,
                                           const fovea_dnn_layout *data, const fovea_dnn_layout *statistics,
                                           const fovea_dnn_operation *forward, fovea_dnn_operation **);
int fovea_dnn_pooling_forward(fovea_dnn_engine *, fovea_dnn_purpose, fovea_dnn_pooling, const fovea_dnn_window *,
                              const fovea_dnn_layout *source, const fovea_dnn_layout *destination,
                              fovea_dnn_operation **);
int fovea_dnn_pooling_backward(fovea_dnn_engine *, fovea_dnn_pooling, const fovea_dnn_window *,
                               const fovea_dnn_layout *source_gradient,
                               const fovea_dnn_layout *destination_gradient, const fovea_dnn_operation *forward,
                               fovea_dnn_operation **);
int fovea_dnn_resampling_forward(fovea_dnn_engine *, fovea_dnn_purpose, fovea_dnn_resampling,
                                 const fovea_dnn_layout *source, const fovea_dnn_layout *destination,
                                 fovea_dnn_operation **);
int fovea_dnn_resampling_backward(fovea_dnn_engine *, fovea_dnn_resampling,
                                  const fovea_dnn_layout *source_gradient,
                                  const fovea_dnn_layout *destination_gradient,
                                  const fovea_dnn_operation *forward, fovea_dnn_operation **);
int fovea_dnn_reorder(fovea_dnn_engine *, const fovea_dnn_layout *from, const fovea_dnn_layout *to,
                      fovea_dnn_operation **);
// destination = left ∘ right, where destination may be left, and dimensions of right may be 1 (broadcast).
int fovea_dnn_combine(fovea_dnn_engine *, fovea_dnn_binary, const fovea_dnn_layout *left,
                      const fovea_dnn_layout *right, const fovea_dnn_layout *destination,
                      const fovea_dnn_fusion *, fovea_dnn_operation **);
// Puts the parts side by side along `axis`.
int fovea_dnn_concatenate(fovea_dnn_engine *, int axis, int count, const fovea_dnn_layout *const *parts,
                          const fovea_dnn_layout *destination, fovea_dnn_operation **);
void fovea_dnn_operation_destroy(fovea_dnn_operation *operation);

// The layout that the operation settled on for `role`; NULL through `layout` where it has none.
int fovea_dnn_operation_layout(const fovea_dnn_operation *, int role, fovea_dnn_layout **layout);
// The name of the implementation, such as jit:avx512_core.
const char *fovea_dnn_operation_implementation(const fovea_dnn_operation *);

// Primitives and memory.
int fovea_dnn_primitive_create(const fovea_dnn_operation *, fovea_dnn_primitive **);
void fovea_dnn_primitive_destroy(fovea_dnn_primitive *);
int fovea_dnn_memory_create(fovea_dnn_engine *, const fovea_dnn_layout *, void *address, fovea_dnn_memory **);
int fovea_dnn_memory_move(fovea_dnn_memory *, void *address);
void fovea_dnn_memory_destroy(fovea_dnn_memory *);
// Runs to the end before it returns.
int fovea_dnn_execute(const fovea_dnn_primitive *, fovea_dnn_engine *, int count, const int *roles,
                      fovea_dnn_memory *const *memories);

// C (rows × columns) <- alpha · op(A) · op(B) + beta · C, all row-major; `inner` is the length of the sums.
int fovea_dnn_matrix_product(int transposes_a, int transposes_b, int64_t rows, int64_t columns, int64_t inner,
                             float alpha, const float *a, const float *b, float beta, float *c);

#endif
