// The passes of Recurrent.h over the vectors of Recurrent+Vectors.h: each thread takes blocks of samples through all
// steps.
#include "Recurrent+Cells.h"
#include "Recurrent+Products.h"

static inline size_t bytes_of(int64_t floats) { return (size_t)floats * sizeof(float); }

// Rows of `count` numbers, copied or added.
static TARGET void move_rows(int64_t rows, int64_t count, const float *from, int64_t from_row, float *to,
                             int64_t to_row, int adds) {
  for (int64_t r = 0; r < rows; r++, from += from_row, to += to_row) {
    if (!adds) {
      memcpy(to, from, bytes_of(count));
      continue;
    }
    int64_t i = 0;
    for (; i + WIDTH <= count; i += WIDTH) v_store(to + i, v_add(v_load(to + i), v_load(from + i)));
    for (; i < count; i++) to[i] += from[i];
  }
}

// A block of samples of a pass, and what of it is the same for all steps.
typedef struct {
  const recurrent_pass *all;
  const fovea_recurrent_shape *shape;
  const recurrent_layout *layout;
  int64_t first, rows;
} recurrent_samples;

static inline recurrent_samples samples_of(const recurrent_pass *all, int64_t block) {
  int64_t first = block * all->layout.block, left = all->shape->batch - first;
  recurrent_samples result = {
      all, all->shape, &all->layout, first, left < all->layout.block ? left : all->layout.block,
  };
  return result;
}

static inline int64_t place_of_step(const fovea_recurrent_shape *s, int64_t step) {
  return s->is_reversed ? s->steps - 1 - step : step;
}

// What a step reads of the source, [rows, inputs], and how far its rows are apart.
static inline const float *inputs_at(const recurrent_samples *b, int64_t step) {
  const fovea_recurrent_shape *s = b->shape;
  return b->all->source + (b->first * s->steps + place_of_step(s, step)) * s->inputs;
}

// Where the result of a step is in memory, or its gradient, and how far samples are apart; whether it has one.
static inline int64_t result_at(const recurrent_samples *b, int64_t step, int64_t *row) {
  const fovea_recurrent_shape *s = b->shape;
  *row = s->is_last_only ? s->result_row : s->steps * s->result_row;
  return b->first * *row + (s->is_last_only ? 0 : place_of_step(s, step) * s->result_row);
}
static inline int has_result(const fovea_recurrent_shape *s, int64_t step) {
  return !s->is_last_only || step == s->steps - 1;
}

static inline recurrent_step step_of(const recurrent_samples *b, int64_t step) {
  const fovea_recurrent_shape *s = b->shape;
  const recurrent_layout *l = b->layout;
  float *state = b->all->state;
  recurrent_step result = {
      b->rows,
      l->units,
      l->row,
      recurrent_gates_at(s, l, state, step, b->first),
      recurrent_states_at(s, l, state, step, b->first),
      recurrent_cells_at(s, l, state, step, b->first),
      recurrent_states_at(s, l, state, step + 1, b->first),
      recurrent_cells_at(s, l, state, step + 1, b->first),
      NULL,
      NULL,
      NULL,
  };
  return result;
}

// Gates from `column` on, `count` of them: the bias, and products with the weights of the inputs from `of_inputs` on and of
// the state `from` from `of_state` on; -1 for none.
static TARGET void gate_products(const recurrent_samples *b, int64_t step, int64_t column, int64_t count,
                                 int64_t of_inputs, int64_t of_state, const float *from, int64_t from_row,
                                 int adds) {
  const fovea_recurrent_shape *s = b->shape;
  const recurrent_layout *l = b->layout;
  const float *weights = b->all->packed, *of_states = weights + recurrent_input_weights(s, l);
  int64_t columns = l->gates * l->units;
  recurrent_product all = {.rows = b->rows, .adds = adds, .row = l->row};
  all.c = recurrent_gates_at(s, l, b->all->state, step, b->first) + column;
  all.start = of_states + recurrent_state_weights(s, l) + column;
  if (of_inputs >= 0) {
    all.parts[all.count++] = (recurrent_factors){
        inputs_at(b, step), s->steps * s->inputs, 1, s->inputs, weights, s->inputs, 0, columns, of_inputs,
    };
  }
  // The state before the first step is zero.
  if (of_state >= 0 && step > 0) {
    all.parts[all.count++] = (recurrent_factors){
        from, from_row, 1, s->hidden, of_states, s->hidden, 0, columns, of_state,
    };
  }
  product_columns(&all, count);
}

static TARGET void forward_block(const recurrent_samples *b) {
  const fovea_recurrent_shape *s = b->shape;
  const recurrent_layout *l = b->layout;
  recurrent_step first = step_of(b, 0);
  memset((float *)first.state_before, 0, bytes_of(b->rows * l->units));
  if (s->cell == FOVEA_CELL_LSTM) memset((float *)first.cell_before, 0, bytes_of(b->rows * l->units));
  int64_t u = l->units;
  for (int64_t t = 0; t < s->steps; t++) {
    recurrent_step step = step_of(b, t);
    const float *before = step.state_before;
    switch (s->cell) {
      case FOVEA_CELL_TANH:
      case FOVEA_CELL_RELU:
        gate_products(b, t, 0, u, 0, 0, before, u, 0);
        plain_cell(&step, s->cell == FOVEA_CELL_TANH);
        break;
      case FOVEA_CELL_LSTM:
        gate_products(b, t, 0, 4 * u, 0, 0, before, u, 0);
        lstm_cell(&step);
        break;
      case FOVEA_CELL_GRU:
        gate_products(b, t, 0, 2 * u, 0, 0, before, u, 0);
        gate_products(b, t, 2 * u, u, 2 * u, -1, NULL, 0, 0);
        gate_products(b, t, 3 * u, u, -1, 2 * u, before, u, 0);
        gru_cell(&step);
        break;
      case FOVEA_CELL_GRU_RESET_BEFORE:
        gate_products(b, t, 0, 2 * u, 0, 0, before, u, 0);
        gate_products(b, t, 2 * u, u, 2 * u, -1, NULL, 0, 0);
        gru_reset(&step);
        gate_products(b, t, 2 * u, u, -1, 2 * u, step.gates + 3 * u, l->row, 1);
        gru_update(&step);
        break;
    }
    if (!has_result(s, t)) continue;
    int64_t row, at = result_at(b, t, &row);
    move_rows(b->rows, s->hidden, step.state, u, b->all->result + at, row, 0);
  }
}

TARGET static void forward_thread(void *context, int thread) {
  const recurrent_pass *all = context;
  for (int64_t block = thread; block < all->layout.blocks; block += all->shape->threads) {
    recurrent_samples b = samples_of(all, block);
    forward_block(&b);
  }
}

// Memory of a thread for the pass backward.
typedef struct {
  float *state_gradient, *cell_gradient, *reset_gradient, *source_gradient;
  float *input_sums, *state_sums, *bias_sums;
} recurrent_scratch;

static inline recurrent_scratch scratch_of(const recurrent_pass *all, int thread) {
  const recurrent_layout *l = &all->layout;
  int64_t block = l->block * l->units;
  recurrent_scratch m;
  m.state_gradient = all->scratch + thread * recurrent_thread_scratch(all->shape, l);
  m.cell_gradient = m.state_gradient + block;
  m.reset_gradient = m.cell_gradient + block;
  m.source_gradient = m.reset_gradient + block;
  m.input_sums = m.source_gradient + l->block * l->features;
  m.state_sums = m.input_sums + all->shape->inputs * l->sums;
  m.bias_sums = m.state_sums + all->shape->hidden * l->sums;
  return m;
}

// The gates' gradients from `column` on, `depth` of them, times the weights of the state from `skip` on.
static TARGET void state_products(const recurrent_samples *b, const recurrent_step *step, int64_t column,
                                  int64_t depth, int64_t skip, float *to, int adds) {
  const recurrent_layout *l = b->layout;
  recurrent_product all = {.rows = b->rows, .adds = adds, .c = to, .row = l->units, .count = 1};
  all.parts[0] = (recurrent_factors){
      step->gates + column, l->row, 1, depth, b->all->packed, l->gates * l->units, skip, l->units, 0,
  };
  product_columns(&all, l->units);
}

// Adds what a step's gates from `column` on, `count` of them, say of the weights of `inputs`, whose numbers are apart by 1
// and samples by `row`, from the column `to` of the sums on.
static TARGET void add_weights(const recurrent_samples *b, const recurrent_step *step, int64_t column, int64_t count,
                               const float *inputs, int64_t row, int64_t number, float *sums, int64_t to) {
  const recurrent_layout *l = b->layout;
  recurrent_product all = {.rows = number, .adds = 1, .c = sums + to, .row = l->sums, .count = 1};
  all.parts[0] = (recurrent_factors){inputs, 1, row, b->rows, step->gates, 0, 0, l->row, column};
  product_columns(&all, count);
}

// Gradients of the weights, from those of the gates of a step.
static TARGET void add_step(const recurrent_samples *b, const recurrent_step *step, int64_t t,
                            const recurrent_scratch *m) {
  const fovea_recurrent_shape *s = b->shape;
  const recurrent_layout *l = b->layout;
  int64_t u = l->units;
  add_gates(step, l->columns, m->bias_sums);
  add_weights(b, step, 0, l->gates * u, inputs_at(b, t), s->steps * s->inputs, s->inputs, m->input_sums, 0);
  if (t == 0) return;
  int64_t plain = recurrent_is_gru(s) ? 2 * u : l->gates * u;
  add_weights(b, step, 0, plain, step->state_before, u, s->hidden, m->state_sums, 0);
  if (s->cell == FOVEA_CELL_GRU)
    add_weights(b, step, 3 * u, u, step->state_before, u, s->hidden, m->state_sums, 2 * u);
  if (s->cell == FOVEA_CELL_GRU_RESET_BEFORE)
    add_weights(b, step, 2 * u, u, step->gates + 3 * u, l->row, s->hidden, m->state_sums, 2 * u);
}

static TARGET void add_source_gradient(const recurrent_samples *b, const recurrent_step *step, int64_t t,
                                       const recurrent_scratch *m) {
  const fovea_recurrent_shape *s = b->shape;
  const recurrent_layout *l = b->layout;
  int64_t height = l->gates * l->units;
  recurrent_product all = {.rows = b->rows, .c = m->source_gradient, .row = l->features, .count = 1};
  all.parts[0] = (recurrent_factors){
      step->gates, l->row, 1, height, b->all->packed + height * l->units, height, 0, l->features, 0,
  };
  product_columns(&all, l->features);
  float *to = b->all->source_gradient + (inputs_at(b, t) - b->all->source);
  move_rows(b->rows, s->inputs, m->source_gradient, l->features, to, s->steps * s->inputs,
            b->all->adds_to_source_gradient);
}

// From the gradient of a step's state to those of its gates and of the state before.
static TARGET void cell_backward(const recurrent_samples *b, const recurrent_step *step, int64_t t) {
  int64_t u = b->layout->units;
  float *gradient = step->state_gradient;
  // There is nothing before the first step that could learn.
  int goes_on = t > 0;
  switch (b->shape->cell) {
    case FOVEA_CELL_TANH:
    case FOVEA_CELL_RELU:
      plain_cell_backward(step, b->shape->cell == FOVEA_CELL_TANH);
      if (goes_on) state_products(b, step, 0, u, 0, gradient, 0);
      break;
    case FOVEA_CELL_LSTM:
      lstm_cell_backward(step);
      if (goes_on) state_products(b, step, 0, 4 * u, 0, gradient, 0);
      break;
    case FOVEA_CELL_GRU:
      gru_cell_backward(step);
      if (goes_on) state_products(b, step, 0, 2 * u, 0, gradient, 1);
      if (goes_on) state_products(b, step, 3 * u, u, 2 * u, gradient, 1);
      break;
    case FOVEA_CELL_GRU_RESET_BEFORE:
      gru_update_backward(step);
      state_products(b, step, 2 * u, u, 2 * u, step->reset_gradient, 0);
      gru_reset_backward(step);
      if (goes_on) state_products(b, step, 0, 2 * u, 0, gradient, 1);
      break;
  }
}

static TARGET void backward_block(const recurrent_samples *b, const recurrent_scratch *m) {
  const fovea_recurrent_shape *s = b->shape;
  const recurrent_layout *l = b->layout;
  memset(m->state_gradient, 0, bytes_of(b->rows * l->units));
  memset(m->cell_gradient, 0, bytes_of(b->rows * l->units));
  for (int64_t t = s->steps - 1; t >= 0; t--) {
    recurrent_step step = step_of(b, t);
    step.state_gradient = m->state_gradient;
    step.cell_gradient = m->cell_gradient;
    step.reset_gradient = m->reset_gradient;
    if (has_result(s, t)) {
      int64_t row, at = result_at(b, t, &row);
      move_rows(b->rows, s->hidden, b->all->result_gradient + at, row, m->state_gradient, l->units, 1);
    }
    cell_backward(b, &step, t);
    if (b->all->source_gradient) add_source_gradient(b, &step, t, m);
    if (b->all->learns) add_step(b, &step, t, m);
  }
}

TARGET static void backward_thread(void *context, int thread) {
  const recurrent_pass *all = context;
  recurrent_scratch m = scratch_of(all, thread);
  if (all->learns) {
    float *end = m.bias_sums + all->layout.columns;
    memset(m.input_sums, 0, bytes_of(end - m.input_sums));
  }
  for (int64_t block = thread; block < all->layout.blocks; block += all->shape->threads) {
    recurrent_samples b = samples_of(all, block);
    backward_block(&b, &m);
  }
}
