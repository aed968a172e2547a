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

typedef struct fovea_dnn_layout fovea_dnn_layout;          // a memory descriptor
typedef struct fovea_dnn_operation fovea_dnn_operation;    // a primitive descriptor: an algorithm was chosen
typedef struct fovea_dnn_primitive fovea_dnn_primitive;    // a compiled operation
typedef struct fovea_dnn_memory fovea_dnn_memory;          // a layout and an address
typedef struct fovea_dnn_engine fovea_dnn_engine;          // the processor and its stream

typedef enum { FOVEA_DNN_F32, FOVEA_DNN_BF16, FOVEA_DNN_U8, FOVEA_DNN_S32 } fovea_dnn_type;

typedef enum { FOVEA_DNN_INFERENCE, FOVEA_DNN_TRAINING } fovea_dnn_purpose;

typedef enum {
  FOVEA_DNN_RELU,  // alpha: slope below zero
  FOVEA_DNN_TANH,
  FOVEA_DNN_LOGISTIC,
} fovea_dnn_elementwise;

// What a memory is to an operation; the values are this header's own.
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
} fovea_dnn_role;

// What a fused operation does to its result before writing it.
typedef struct {
  int has_activation;
  fovea_dnn_elementwise activation;
  float alpha;
} fovea_dnn_fusion;

// Engine: one processor, one in-order stream.
int fovea_dnn_engine_create(fovea_dnn_engine **engine);
void fovea_dnn_engine_destroy(fovea_dnn_engine *engine);
// Of the library that was loaded, which need not be the one that this was compiled for.
void fovea_dnn_version(int *major, int *minor, int *patch);

// Layouts. Strides are in elements; without strides (NULL) the layout is row-major, and with `any` the
// operation that is created with it chooses.
int fovea_dnn_layout_create(int rank, const int64_t *dimensions, const int64_t *strides, fovea_dnn_type type,
                            int any, fovea_dnn_layout **layout);
void fovea_dnn_layout_destroy(fovea_dnn_layout *layout);
size_t fovea_dnn_layout_bytes(const fovea_dnn_layout *layout);
int fovea_dnn_layout_equal(const fovea_dnn_layout *left, const fovea_dnn_layout *right);

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
int fovea_dnn_elementwise_forward(fovea_dnn_engine *, fovea_dnn_purpose, fovea_dnn_elementwise, float alpha,
                                  const fovea_dnn_layout *data, fovea_dnn_operation **);
// The gradient is computed from the destination, so that the source need not be kept.
int fovea_dnn_elementwise_backward(fovea_dnn_engine *, fovea_dnn_elementwise, float alpha,
                                   const fovea_dnn_layout *gradient, const fovea_dnn_layout *destination,
                                   const fovea_dnn_operation *forward, fovea_dnn_operation **);
int fovea_dnn_softmax_forward(fovea_dnn_engine *, fovea_dnn_purpose, int axis, const fovea_dnn_layout *data,
                              fovea_dnn_operation **);
int fovea_dnn_softmax_backward(fovea_dnn_engine *, int axis, const fovea_dnn_layout *gradient,
                               const fovea_dnn_layout *destination, const fovea_dnn_operation *forward,
                               fovea_dnn_operation **);
int fovea_dnn_batch_normalization_forward(fovea_dnn_engine *, fovea_dnn_purpose, float epsilon,
                                          const fovea_dnn_layout *data, fovea_dnn_operation **);
int fovea_dnn_batch_normalization_backward(fovea_dnn_engine *, float epsilon, const fovea_dnn_layout *gradient,
                                           const fovea_dnn_layout *data, const fovea_dnn_operation *forward,
                                           fovea_dnn_operation **);
int fovea_dnn_reorder(fovea_dnn_engine *, const fovea_dnn_layout *from, const fovea_dnn_layout *to,
                      fovea_dnn_operation **);
// destination = left + right, where destination may be left.
int fovea_dnn_add(fovea_dnn_engine *, const fovea_dnn_layout *left, const fovea_dnn_layout *right,
                  const fovea_dnn_layout *destination, fovea_dnn_operation **);
void fovea_dnn_operation_destroy(fovea_dnn_operation *operation);

// The layout that the operation settled on for `role`; NULL through `layout` where it has none.
int fovea_dnn_operation_layout(const fovea_dnn_operation *, fovea_dnn_role, fovea_dnn_layout **layout);
// The name of the implementation, such as jit:avx512_core.
const char *fovea_dnn_operation_implementation(const fovea_dnn_operation *);

// Primitives and memory.
int fovea_dnn_primitive_create(const fovea_dnn_operation *, fovea_dnn_primitive **);
void fovea_dnn_primitive_destroy(fovea_dnn_primitive *);
int fovea_dnn_memory_create(fovea_dnn_engine *, const fovea_dnn_layout *, void *address, fovea_dnn_memory **);
int fovea_dnn_memory_move(fovea_dnn_memory *, void *address);
void fovea_dnn_memory_destroy(fovea_dnn_memory *);
// Runs to the end before it returns.
int fovea_dnn_execute(const fovea_dnn_primitive *, fovea_dnn_engine *, int count, const fovea_dnn_role *roles,
                      fovea_dnn_memory *const *memories);

// Threads. oneDNN's OpenMP pool is also used for the loops around it: a second pool would compete with the
// first, whose threads spin for a while after each operation.
void fovea_threads_set(int count);
int fovea_threads_count(void);
// Calls body(context, index) for 0 ..< count, in parallel where an OpenMP runtime is found, else in turn.
void fovea_threads_perform(int count, void (*body)(void *context, int index), void *context);

#endif
