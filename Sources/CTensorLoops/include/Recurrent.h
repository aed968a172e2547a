// One layer of a recurrent network in one direction, forward and backward through time, in single precision.
//
// Cells are those of PyTorch: h' = f(W x + b + U h + b'), LSTM with its gates in the order i, f, g, o, and the GRU with r, z, n
// and the reset gate after the product (PyTorch, cuDNN) or before it, as in the paper. Samples do not depend on each
// other, so that a thread takes its samples through all steps without waiting for others: weights and states stay in
// the cache of its core. Everything is written by the call that is given it; scratch memory is the caller's.
//
// Sums of products are in the order of the inputs, whatever the number of threads; gradients of weights add up the sums of
// threads, so that their last bits are those of this number of threads. e^x is within 1 unit in the last place, the
// sigmoid within 3 and tanh within 2 (RecurrentTests measures it).
#ifndef FOVEA_RECURRENT_H
#define FOVEA_RECURRENT_H

#include <stddef.h>
#include <stdint.h>

typedef enum {
  FOVEA_CELL_TANH,
  FOVEA_CELL_RELU,
  FOVEA_CELL_LSTM,
  FOVEA_CELL_GRU,               // n = tanh(W x + b + r · (U h + b'))
  FOVEA_CELL_GRU_RESET_BEFORE,  // n = tanh(W x + b + U (r · h) + b')
} fovea_cell;

typedef struct {
  int64_t batch, steps, inputs, hidden;
  fovea_cell cell;
  int is_reversed;     // from the last step to the first
  int is_last_only;    // the result is the last state alone
  int64_t result_row;  // floats from the result of a step to the next, at least `hidden`
  int is_kept;         // whether a gradient follows
  int threads;
} fovea_recurrent_shape;

// As PyTorch has them: [gates · hidden, inputs], [gates · hidden, hidden], and two times [gates · hidden].
typedef struct {
  const float *input, *state, *input_bias, *state_bias;
} fovea_recurrent_weights;
typedef struct {
  float *input, *state, *input_bias, *state_bias;
} fovea_recurrent_gradients;

// Floats of weights as the passes read them, of what a pass forward leaves for the one backward, and of scratch memory.
size_t fovea_recurrent_weights_size(const fovea_recurrent_shape *);
size_t fovea_recurrent_backward_weights_size(const fovea_recurrent_shape *);
size_t fovea_recurrent_state_size(const fovea_recurrent_shape *);
size_t fovea_recurrent_scratch_size(const fovea_recurrent_shape *);

void fovea_recurrent_pack(const fovea_recurrent_shape *, const fovea_recurrent_weights *, float *packed);
void fovea_recurrent_pack_backward(const fovea_recurrent_shape *, const fovea_recurrent_weights *, float *packed);
// `source` is [batch, steps, inputs]; `result` [batch, steps, result_row], or [batch, result_row].
void fovea_recurrent_forward(const fovea_recurrent_shape *, const float *source, const float *packed, float *state,
                             float *result);
// Overwrites `state`. `source_gradient` is added to or written; NULL where nobody wants it, as `gradients` may be.
void fovea_recurrent_backward(const fovea_recurrent_shape *, const float *source, const float *packed, float *state,
                              const float *result_gradient, float *source_gradient, int adds_to_source_gradient,
                              const fovea_recurrent_gradients *gradients, float *scratch);

// The functions of the cells for tests: e^x, 1 / (1 + e^-x) and tanh of `count` numbers.
typedef enum { FOVEA_EXP, FOVEA_SIGMOID, FOVEA_TANH } fovea_cell_function;
void fovea_recurrent_apply(fovea_cell_function, int64_t count, const float *x, float *y);

#endif
