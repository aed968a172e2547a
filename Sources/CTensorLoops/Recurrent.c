// See Recurrent.h. What does not depend on the width of vectors: which loops run, the order of weights, and sums.
#include "Recurrent.h"

#include "Processor.h"
#include "Recurrent+Internal.h"

static const recurrent_loops *loops(void) {
#if defined(__x86_64__)
  if (fovea_processor_level() >= FOVEA_LEVEL_AVX512) return &fovea_recurrent_avx512;
  if (fovea_processor_level() >= FOVEA_LEVEL_AVX2) return &fovea_recurrent_avx2;
#endif
  return &fovea_recurrent_plain;
}

static recurrent_layout layout_of(const fovea_recurrent_shape *s) { return recurrent_layout_of(s, loops()->width); }

size_t fovea_recurrent_weights_size(const fovea_recurrent_shape *s) {
  recurrent_layout l = layout_of(s);
  return (size_t)(recurrent_input_weights(s, &l) + recurrent_state_weights(s, &l) + l.columns);
}

size_t fovea_recurrent_backward_weights_size(const fovea_recurrent_shape *s) {
  recurrent_layout l = layout_of(s);
  return (size_t)(l.gates * l.units * (l.units + l.features));
}

size_t fovea_recurrent_state_size(const fovea_recurrent_shape *s) {
  recurrent_layout l = layout_of(s);
  return (size_t)(s->batch * (recurrent_gate_steps(s) * l.row + (s->cell == FOVEA_CELL_LSTM ? 2 : 1) * recurrent_state_steps(s) * l.units));
}

size_t fovea_recurrent_scratch_size(const fovea_recurrent_shape *s) {
  recurrent_layout l = layout_of(s);
  return (size_t)(s->threads * recurrent_thread_scratch(s, &l));
}

// How many columns the panel at `column` of `columns` has.
static int64_t panel_width(const recurrent_layout *l, int64_t columns, int64_t column) {
  int64_t left = columns - column;
  return left < 2 * l->width ? left : 2 * l->width;
}

typedef struct {
  const fovea_recurrent_shape *shape;
  recurrent_layout layout;
  const fovea_recurrent_weights *weights;
  float *packed;
} packing;

// Weights [gates · hidden, inputs] as columns, those of padding zero.
static void pack_columns(const packing *p, const float *weights, int64_t inputs, int64_t column, float *to) {
  const recurrent_layout *l = &p->layout;
  int64_t width = panel_width(l, l->gates * l->units, column);
  float *panel = to + column * inputs;
  for (int64_t i = 0; i < width; i++) {
    int64_t gate = (column + i) / l->units, unit = (column + i) % l->units;
    const float *from = weights + (gate * p->shape->hidden + unit) * inputs;
    if (unit < p->shape->hidden) {
      for (int64_t k = 0; k < inputs; k++) panel[k * width + i] = from[k];
    } else {
      for (int64_t k = 0; k < inputs; k++) panel[k * width + i] = 0;
    }
  }
}

static void pack_panel(void *context, int index) {
  const packing *p = context;
  int64_t column = index * 2 * p->layout.width;
  pack_columns(p, p->weights->input, p->shape->inputs, column, p->packed);
  pack_columns(p, p->weights->state, p->shape->hidden, column,
               p->packed + recurrent_input_weights(p->shape, &p->layout));
}

// The bias of each column: both are added to the same sum, but for n of the GRU whose product r scales.
static void pack_biases(const packing *p) {
  const fovea_recurrent_shape *s = p->shape;
  const recurrent_layout *l = &p->layout;
  float *to = p->packed + recurrent_input_weights(s, l) + recurrent_state_weights(s, l);
  memset(to, 0, (size_t)l->columns * sizeof(float));
  for (int64_t gate = 0; gate < l->gates; gate++) {
    const float *input = p->weights->input_bias + gate * s->hidden, *state = p->weights->state_bias + gate * s->hidden;
    int is_apart = s->cell == FOVEA_CELL_GRU && gate == 2;
    for (int64_t u = 0; u < s->hidden; u++) {
      to[gate * l->units + u] = is_apart ? input[u] : input[u] + state[u];
      if (is_apart) to[3 * l->units + u] = state[u];
    }
  }
}

void fovea_recurrent_pack(const fovea_recurrent_shape *s, const fovea_recurrent_weights *weights, float *packed) {
  packing all = {s, layout_of(s), weights, packed};
  int64_t panel = 2 * all.layout.width, columns = all.layout.gates * all.layout.units;
  fovea_threads_perform((int)((columns + panel - 1) / panel), pack_panel, &all);
  pack_biases(&all);
}

// Weights [gates · hidden, inputs] as rows of panels of the inputs, `padded` of them.
static void pack_rows(const packing *p, const float *weights, int64_t inputs, int64_t padded, int64_t gate,
                      float *to) {
  const recurrent_layout *l = &p->layout;
  for (int64_t column = 0; column < padded; column += 2 * l->width) {
    int64_t width = panel_width(l, padded, column), whole = inputs - column;
    whole = whole < width ? whole : width;
    float *panel = to + column * l->gates * l->units + gate * l->units * width;
    const float *from = weights + gate * p->shape->hidden * inputs + column;
    memset(panel, 0, (size_t)(l->units * width) * sizeof(float));
    for (int64_t u = 0; u < p->shape->hidden; u++)
      memcpy(panel + u * width, from + u * inputs, (size_t)whole * sizeof(float));
  }
}

static void pack_gate(void *context, int gate) {
  const packing *p = context;
  const recurrent_layout *l = &p->layout;
  pack_rows(p, p->weights->state, p->shape->hidden, l->units, gate, p->packed);
  pack_rows(p, p->weights->input, p->shape->inputs, l->features, gate, p->packed + l->gates * l->units * l->units);
}

void fovea_recurrent_pack_backward(const fovea_recurrent_shape *s, const fovea_recurrent_weights *weights,
                                   float *packed) {
  packing all = {s, layout_of(s), weights, packed};
  fovea_threads_perform((int)all.layout.gates, pack_gate, &all);
}

void fovea_recurrent_forward(const fovea_recurrent_shape *s, const float *source, const float *packed, float *state,
                             float *result) {
  recurrent_pass all = {s, layout_of(s), source, packed, NULL, state, result, NULL, NULL, 0, 0};
  fovea_threads_perform(s->threads, loops()->forward, &all);
}

typedef struct {
  const recurrent_pass *pass;
  const fovea_recurrent_gradients *gradients;
} gathering;

// The sums of all threads for the weights [gates · hidden, inputs] of some units, which lie there by input.
static void gather_weights(const gathering *g, int64_t sums, int64_t inputs, int64_t first, int64_t last, float *to) {
  const fovea_recurrent_shape *s = g->pass->shape;
  const recurrent_layout *l = &g->pass->layout;
  int64_t thread = recurrent_thread_scratch(s, l);
  enum { part = 16 };
  for (int64_t gate = 0; gate < l->gates; gate++)
    for (int64_t unit = first; unit < last; unit += part) {
      int64_t count = last - unit < part ? last - unit : part;
      for (int64_t input = 0; input < inputs; input++) {
        const float *from = g->pass->scratch + sums + input * l->sums + gate * l->units + unit;
        float total[part] = {0};
        for (int t = 0; t < s->threads; t++, from += thread)
          for (int64_t i = 0; i < count; i++) total[i] += from[i];
        for (int64_t i = 0; i < count; i++) to[(gate * s->hidden + unit + i) * inputs + input] = total[i];
      }
    }
}

static void gather_units(void *context, int index) {
  const gathering *g = context;
  const fovea_recurrent_shape *s = g->pass->shape;
  const recurrent_layout *l = &g->pass->layout;
  int64_t first = s->hidden * index / s->threads, last = s->hidden * (index + 1) / s->threads;
  int64_t sums = l->block * (3 * l->units + l->features), states = sums + s->inputs * l->sums;
  gather_weights(g, sums, s->inputs, first, last, g->gradients->input);
  gather_weights(g, states, s->hidden, first, last, g->gradients->state);
}

static void gather_biases(const gathering *g) {
  const fovea_recurrent_shape *s = g->pass->shape;
  const recurrent_layout *l = &g->pass->layout;
  int64_t thread = recurrent_thread_scratch(s, l);
  const float *sums = g->pass->scratch + thread - l->columns;
  for (int64_t gate = 0; gate < l->gates; gate++) {
    int64_t of_state = s->cell == FOVEA_CELL_GRU && gate == 2 ? 3 : gate;
    for (int64_t u = 0; u < s->hidden; u++) {
      float input = 0, state = 0;
      for (int t = 0; t < s->threads; t++) {
        input += sums[t * thread + gate * l->units + u];
        state += sums[t * thread + of_state * l->units + u];
      }
      g->gradients->input_bias[gate * s->hidden + u] = input;
      g->gradients->state_bias[gate * s->hidden + u] = state;
    }
  }
}

void fovea_recurrent_backward(const fovea_recurrent_shape *s, const float *source, const float *packed, float *state,
                              const float *result_gradient, float *source_gradient, int adds_to_source_gradient,
                              const fovea_recurrent_gradients *gradients, float *scratch) {
  recurrent_pass all = {
      s, layout_of(s), source, packed, result_gradient, state, NULL, source_gradient, scratch,
      adds_to_source_gradient, gradients != NULL,
  };
  fovea_threads_perform(s->threads, loops()->backward, &all);
  if (!gradients) return;
  gathering sums = {&all, gradients};
  fovea_threads_perform(s->threads, gather_units, &sums);
  gather_biases(&sums);
}

void fovea_recurrent_apply(fovea_cell_function function, int64_t count, const float *x, float *y) {
  loops()->apply(function, count, x, y);
}
