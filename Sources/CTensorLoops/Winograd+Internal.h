// What the passes of Winograd.h share whatever the width of vectors: sizes, and how numbers lie in scratch memory.
#ifndef FOVEA_WINOGRAD_INTERNAL_H
#define FOVEA_WINOGRAD_INTERNAL_H

#include "Threads.h"
#include "Winograd.h"

// `ahead` is how many tiles before their use numbers are asked for; `line` the floats of a line of the cache.
enum { tile = 6, step = 4, points = tile * tile, ahead = 3, line = 16 };

static inline int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }
static inline int64_t most(int64_t a, int64_t b) { return a > b ? a : b; }
static inline int64_t rounded_up(int64_t value, int64_t unit) { return (value + unit - 1) / unit * unit; }

static inline int64_t output_height(const fovea_winograd_shape *s) {
  return s->height + s->padding[0] + s->padding[2] - 2;
}
static inline int64_t output_width(const fovea_winograd_shape *s) {
  return s->width + s->padding[1] + s->padding[3] - 2;
}
static inline int64_t tiles_down(const fovea_winograd_shape *s) { return (output_height(s) + step - 1) / step; }
static inline int64_t tiles_across(const fovea_winograd_shape *s) { return (output_width(s) + step - 1) / step; }
static inline int64_t tile_count(const fovea_winograd_shape *s) { return s->batch * tiles_down(s) * tiles_across(s); }

// Outputs lie in panels of two vectors, which one product of matrices makes at a time; the last may have one vector.
static inline int64_t panel(const fovea_winograd_shape *s) { return 2 * s->block; }
static inline int64_t panel_width(const fovea_winograd_shape *s, int64_t output) {
  return least(panel(s), s->outputs - output / panel(s) * panel(s));
}
// Where the numbers of `output` are in the row `row` of a matrix of `rows` rows, laid out in panels.
static inline int64_t in_panels(const fovea_winograd_shape *s, int64_t rows, int64_t row, int64_t output) {
  int64_t first = output / panel(s) * panel(s);
  return first * rows + row * panel_width(s, output) + output - first;
}

// Inputs of a tile that lie together. Vectors of sixteen are put side by side for all tiles of a block: products then
// read rows that are a line of the cache apart. Eight are fewer rows than suit the gradient's products with AVX2, which
// take six at a time, so that there all inputs of a tile lie together.
static inline int64_t group(const fovea_winograd_shape *s) { return s->block == 16 ? 16 : s->inputs; }

// Floats from the matrix of one point to the next. The line between them keeps the numbers of one tile, which are
// written together, from all falling into the same set of a cache where sizes are powers of two.
static inline int64_t weights_matrix(const fovea_winograd_shape *s) { return s->inputs * s->outputs + line; }

// How a pass is divided. Threads form teams; each team takes every so-manyth block of tiles, and each of its threads
// makes a part of the outputs of those.
typedef struct {
  int64_t teams, parts, block, blocks;
  int64_t input_matrix, output_matrix;  // as weights_matrix, of a block
} winograd_division;

// Where the outputs of a part begin, a multiple of a panel.
static inline int64_t part_begin(const fovea_winograd_shape *s, const winograd_division *d, int64_t part) {
  int64_t panels = (s->outputs + panel(s) - 1) / panel(s);
  return least(s->outputs, panels * part / d->parts * panel(s));
}

// Floats of scratch memory: of a block of tiles, which each thread has, and what each team has for the weights'
// gradient, the sums of products and the bias's gradient.
static inline int64_t block_scratch(const winograd_division *d) {
  return points * (d->input_matrix + d->output_matrix);
}
static inline int64_t team_sums(const fovea_winograd_shape *s) { return points * weights_matrix(s) + s->outputs; }

typedef struct {
  const fovea_winograd_shape *shape;
  const float *source, *transformed, *gradient;
  const fovea_winograd_finish *finish;
  float *destination, *scratch;
  winograd_division division;
} winograd_pass;

typedef struct {
  const fovea_winograd_shape *shape;
  int backward;
  const float *weights;
  float *transformed;
} winograd_weights_pass;

// Sums of products of the teams, one after the other.
typedef struct {
  const fovea_winograd_shape *shape;
  const float *sums;
  int64_t teams;
  float *weights_gradient;
} winograd_sums;

// The loops of one width, each for fovea_threads_perform and the structure above that it names.
typedef struct {
  void (*forward)(void *pass, int thread);
  void (*weights)(void *weights_pass, int block_of_inputs);
  void (*gradient)(void *pass, int thread);
  void (*gather)(void *sums, int block_of_inputs);
} winograd_loops;

#if defined(__x86_64__)
extern const winograd_loops fovea_winograd_avx2, fovea_winograd_avx512;
#endif

#endif
