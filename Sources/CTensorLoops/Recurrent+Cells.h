// What the cells of Recurrent.h do at one step with the products for a block of samples, forward and backward.
#include "Recurrent+Internal.h"
#include "Recurrent+Vectors.h"

// A block of samples at a step. `gates` are a layout's rows; all others rows of `units` numbers.
typedef struct {
  int64_t rows, units, row;
  float *gates;
  const float *state_before, *cell_before;
  float *state, *cell;
  // Of the state and the cell, as they come from later steps and go to earlier ones, and of r · h.
  float *state_gradient, *cell_gradient, *reset_gradient;
} recurrent_step;

#define EACH_UNIT(s)                                                   \
  for (int64_t sample = 0; sample < (s)->rows; sample++)               \
    for (int64_t u = 0, at = sample * (s)->units; u < (s)->units; u += WIDTH, at += WIDTH)
#define GATE(s, number) ((s)->gates + sample * (s)->row + (number) * (s)->units + u)

INLINE vector derivative_of_sigmoid(vector y) { return v_mul(y, v_sub(v_set(1), y)); }
INLINE vector derivative_of_tanh(vector y) { return v_sub(v_set(1), v_mul(y, y)); }

static TARGET void plain_cell(const recurrent_step *s, int is_tanh) {
  EACH_UNIT(s) {
    vector x = v_load(GATE(s, 0));
    v_store(s->state + at, is_tanh ? v_tanh(x) : v_max(v_set(0), x));
  }
}

static TARGET void plain_cell_backward(const recurrent_step *s, int is_tanh) {
  EACH_UNIT(s) {
    vector h = v_load(s->state + at), gradient = v_load(s->state_gradient + at);
    vector zero = v_set(0);
    v_store(GATE(s, 0), is_tanh ? v_mul(gradient, derivative_of_tanh(h))
                                : v_where_less(zero, h, gradient, zero));
  }
}

// c' = f c + i g; h' = o tanh(c').
static TARGET void lstm_cell(const recurrent_step *s) {
  EACH_UNIT(s) {
    vector i = v_sigmoid(v_load(GATE(s, 0))), f = v_sigmoid(v_load(GATE(s, 1)));
    vector g = v_tanh(v_load(GATE(s, 2))), o = v_sigmoid(v_load(GATE(s, 3)));
    vector c = v_fma(f, v_load(s->cell_before + at), v_mul(i, g));
    v_store(GATE(s, 0), i);
    v_store(GATE(s, 1), f);
    v_store(GATE(s, 2), g);
    v_store(GATE(s, 3), o);
    v_store(s->cell + at, c);
    v_store(s->state + at, v_mul(o, v_tanh(c)));
  }
}

static TARGET void lstm_cell_backward(const recurrent_step *s) {
  EACH_UNIT(s) {
    vector i = v_load(GATE(s, 0)), f = v_load(GATE(s, 1)), g = v_load(GATE(s, 2)), o = v_load(GATE(s, 3));
    vector tanh_of_cell = v_tanh(v_load(s->cell + at)), gradient = v_load(s->state_gradient + at);
    vector cell = v_fma(v_mul(gradient, o), derivative_of_tanh(tanh_of_cell), v_load(s->cell_gradient + at));
    v_store(GATE(s, 0), v_mul(v_mul(cell, g), derivative_of_sigmoid(i)));
    v_store(GATE(s, 1), v_mul(v_mul(cell, v_load(s->cell_before + at)), derivative_of_sigmoid(f)));
    v_store(GATE(s, 2), v_mul(v_mul(cell, i), derivative_of_tanh(g)));
    v_store(GATE(s, 3), v_mul(v_mul(gradient, tanh_of_cell), derivative_of_sigmoid(o)));
    v_store(s->cell_gradient + at, v_mul(cell, f));
  }
}

// h' = (1 - z) n + z h = n + z (h - n).
static TARGET void gru_cell(const recurrent_step *s) {
  EACH_UNIT(s) {
    vector r = v_sigmoid(v_load(GATE(s, 0))), z = v_sigmoid(v_load(GATE(s, 1)));
    vector n = v_tanh(v_fma(r, v_load(GATE(s, 3)), v_load(GATE(s, 2))));
    v_store(GATE(s, 0), r);
    v_store(GATE(s, 1), z);
    v_store(GATE(s, 2), n);
    v_store(s->state + at, v_fma(z, v_sub(v_load(s->state_before + at), n), n));
  }
}

// Leaves z times the gradient as that of the state before, to which products are added.
static TARGET void gru_cell_backward(const recurrent_step *s) {
  EACH_UNIT(s) {
    vector r = v_load(GATE(s, 0)), z = v_load(GATE(s, 1)), n = v_load(GATE(s, 2));
    vector gradient = v_load(s->state_gradient + at), before = v_load(s->state_before + at);
    vector of_n = v_mul(v_mul(gradient, v_sub(v_set(1), z)), derivative_of_tanh(n));
    v_store(GATE(s, 0), v_mul(v_mul(of_n, v_load(GATE(s, 3))), derivative_of_sigmoid(r)));
    v_store(GATE(s, 1), v_mul(v_mul(gradient, v_sub(before, n)), derivative_of_sigmoid(z)));
    v_store(GATE(s, 2), of_n);
    v_store(GATE(s, 3), v_mul(of_n, r));
    v_store(s->state_gradient + at, v_mul(gradient, z));
  }
}

// The paper's form takes two steps: r and z, with r · h for a product, and then n.
static TARGET void gru_reset(const recurrent_step *s) {
  EACH_UNIT(s) {
    vector r = v_sigmoid(v_load(GATE(s, 0)));
    v_store(GATE(s, 0), r);
    v_store(GATE(s, 1), v_sigmoid(v_load(GATE(s, 1))));
    v_store(GATE(s, 3), v_mul(r, v_load(s->state_before + at)));
  }
}

static TARGET void gru_update(const recurrent_step *s) {
  EACH_UNIT(s) {
    vector z = v_load(GATE(s, 1)), n = v_tanh(v_load(GATE(s, 2)));
    v_store(GATE(s, 2), n);
    v_store(s->state + at, v_fma(z, v_sub(v_load(s->state_before + at), n), n));
  }
}

static TARGET void gru_update_backward(const recurrent_step *s) {
  EACH_UNIT(s) {
    vector z = v_load(GATE(s, 1)), n = v_load(GATE(s, 2)), gradient = v_load(s->state_gradient + at);
    vector before = v_load(s->state_before + at);
    v_store(GATE(s, 1), v_mul(v_mul(gradient, v_sub(before, n)), derivative_of_sigmoid(z)));
    v_store(GATE(s, 2), v_mul(v_mul(gradient, v_sub(v_set(1), z)), derivative_of_tanh(n)));
    v_store(s->state_gradient + at, v_mul(gradient, z));
  }
}

static TARGET void gru_reset_backward(const recurrent_step *s) {
  EACH_UNIT(s) {
    vector r = v_load(GATE(s, 0)), gradient = v_load(s->reset_gradient + at);
    v_store(GATE(s, 0), v_mul(v_mul(gradient, v_load(s->state_before + at)), derivative_of_sigmoid(r)));
    v_store(s->state_gradient + at, v_fma(gradient, r, v_load(s->state_gradient + at)));
  }
}

// The sums of the gates' gradients over the samples are those of the biases.
static TARGET void add_gates(const recurrent_step *s, int64_t columns, float *sums) {
  for (int64_t column = 0; column < columns; column += WIDTH) {
    vector sum = v_load(sums + column);
    for (int64_t sample = 0; sample < s->rows; sample++)
      sum = v_add(sum, v_load(s->gates + sample * s->row + column));
    v_store(sums + column, sum);
  }
}

static TARGET void apply(fovea_cell_function function, int64_t count, const float *x, float *y) {
  for (int64_t i = 0; i < count; i += WIDTH) {
    float part[WIDTH] = {0};
    int64_t size = count - i < WIDTH ? count - i : WIDTH;
    memcpy(part, x + i, (size_t)size * sizeof(float));
    vector a = v_load(part);
    v_store(part, function == FOVEA_EXP ? v_exp(a) : function == FOVEA_SIGMOID ? v_sigmoid(a) : v_tanh(a));
    memcpy(y + i, part, (size_t)size * sizeof(float));
  }
}
