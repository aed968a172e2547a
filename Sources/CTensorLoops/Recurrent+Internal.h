// What the passes of Recurrent.h share whatever the width of vectors: how numbers lie in packed weights, states and
// scratch memory.
//
// Units are padded to whole vectors, whose weights and so states are zero. The gates of a sample at a step are a row of
// `columns` numbers, a block of units for each gate; those of the GRU are r, z, n, and last what r is multiplied with, U h + b',
// or what it makes of the state, r · h. Weights lie in panels of two vectors of columns, the last of which may have one.
#ifndef FOVEA_RECURRENT_INTERNAL_H
#define FOVEA_RECURRENT_INTERNAL_H

#include <string.h>

#include "Recurrent.h"
#include "Threads.h"

// Rows of the matrices are a line of the cache longer, so that they do not fall into the same sets of it.
enum { recurrent_line = 16, recurrent_block = 64 };

typedef struct {
  int64_t width;       // floats of a vector
  int64_t units;       // `hidden`, padded
  int64_t features;    // `inputs`, padded
  int64_t gates;       // of the weights: 1, 4 or 3
  int64_t columns;     // of a row of gates that is computed with
  int64_t row;         // floats from a row of gates to the next
  int64_t sums;        // floats from a row of the sums for the weights' gradients to the next
  int64_t block;       // samples that go through all steps together
  int64_t blocks;
} recurrent_layout;

static inline int64_t recurrent_rounded(int64_t value, int64_t unit) { return (value + unit - 1) / unit * unit; }

static inline int recurrent_is_gru(const fovea_recurrent_shape *s) {
  return s->cell == FOVEA_CELL_GRU || s->cell == FOVEA_CELL_GRU_RESET_BEFORE;
}
static inline int recurrent_is_plain(const fovea_recurrent_shape *s) {
  return s->cell == FOVEA_CELL_TANH || s->cell == FOVEA_CELL_RELU;
}

static inline recurrent_layout recurrent_layout_of(const fovea_recurrent_shape *s, int64_t width) {
  recurrent_layout l;
  l.width = width;
  l.units = recurrent_rounded(s->hidden, width);
  l.features = recurrent_rounded(s->inputs, width);
  l.gates = recurrent_is_plain(s) ? 1 : s->cell == FOVEA_CELL_LSTM ? 4 : 3;
  l.columns = (recurrent_is_plain(s) ? 1 : 4) * l.units;
  l.row = l.columns + recurrent_line;
  l.sums = l.gates * l.units + recurrent_line;
  int64_t each = (s->batch + s->threads - 1) / s->threads, pieces = (each + recurrent_block - 1) / recurrent_block;
  l.block = (each + pieces - 1) / pieces;
  l.blocks = (s->batch + l.block - 1) / l.block;
  return l;
}

// Packed weights for the pass forward: of the inputs, of the state, and the biases of the columns.
static inline int64_t recurrent_input_weights(const fovea_recurrent_shape *s, const recurrent_layout *l) {
  return s->inputs * l->gates * l->units;
}
static inline int64_t recurrent_state_weights(const fovea_recurrent_shape *s, const recurrent_layout *l) {
  return s->hidden * l->gates * l->units;
}

// A state of steps: gates, where plain cells need those of one step only, then states and cells of one step more. Where
// nothing is kept, two steps take turns.
static inline int64_t recurrent_gate_steps(const fovea_recurrent_shape *s) {
  return s->is_kept && !recurrent_is_plain(s) ? s->steps : 1;
}
static inline int64_t recurrent_state_steps(const fovea_recurrent_shape *s) { return s->is_kept ? s->steps + 1 : 2; }
static inline float *recurrent_gates_at(const fovea_recurrent_shape *s, const recurrent_layout *l, float *state,
                                        int64_t step, int64_t sample) {
  return state + (step % recurrent_gate_steps(s) * s->batch + sample) * l->row;
}
static inline float *recurrent_states_at(const fovea_recurrent_shape *s, const recurrent_layout *l, float *state,
                                         int64_t step, int64_t sample) {
  return state + recurrent_gate_steps(s) * s->batch * l->row +
         (step % recurrent_state_steps(s) * s->batch + sample) * l->units;
}
static inline float *recurrent_cells_at(const fovea_recurrent_shape *s, const recurrent_layout *l, float *state,
                                        int64_t step, int64_t sample) {
  return recurrent_states_at(s, l, state, step, sample) + recurrent_state_steps(s) * s->batch * l->units;
}

// Scratch memory of a thread for the pass backward: three gradients of a block's states, one of its inputs, and sums for the
// gradients of weights and biases.
static inline int64_t recurrent_thread_scratch(const fovea_recurrent_shape *s, const recurrent_layout *l) {
  return l->block * (3 * l->units + l->features) + (s->inputs + s->hidden) * l->sums + l->columns;
}

typedef struct {
  const fovea_recurrent_shape *shape;
  recurrent_layout layout;
  const float *source, *packed, *result_gradient;
  float *state, *result, *source_gradient, *scratch;
  int adds_to_source_gradient, learns;
} recurrent_pass;

// The loops of one width, each for fovea_threads_perform with a recurrent_pass.
typedef struct {
  int64_t width;
  void (*forward)(void *pass, int thread);
  void (*backward)(void *pass, int thread);
  void (*apply)(fovea_cell_function, int64_t count, const float *x, float *y);
} recurrent_loops;

extern const recurrent_loops fovea_recurrent_plain;
#if defined(__x86_64__)
extern const recurrent_loops fovea_recurrent_avx2, fovea_recurrent_avx512;
#endif

#endif
