// See Winograd.h. What does not depend on the width of vectors: sizes of memory, and which loops run.
#include "Winograd.h"

#include "Processor.h"
#include "Winograd+Internal.h"

// Half of the cache that each core of a processor with AVX-512 has to itself, at least.
enum { mebibyte = 1 << 20 };

// All threads of a team transform the same input, so that teams of more than one are for where that is the lesser evil:
// few tiles, which would each need all weights, and sums for gradients that are too many to keep in caches twice.
static int64_t part_count(const fovea_winograd_shape *s, int64_t weights, int is_gradient) {
  int64_t parts = 1;
  if (s->block == 8) return parts;
  // Weights that the cache of a core holds are read from there, however few the tiles.
  int64_t enough = tile_count(s) < 48 * s->threads ? mebibyte : is_gradient ? 4 * mebibyte : INT64_MAX;
  while (s->threads % (2 * parts) == 0 && s->outputs >= 2 * parts * panel(s) && weights / parts > enough) parts *= 2;
  return parts;
}

// Tiles in a block: transformed input and products stay within the caches where channels are few, and are never so few
// tiles that the weights are read more often than they are used. Every team should get something to do: `share` tiles.
static int64_t block_size(const fovea_winograd_shape *s, int64_t weights, int64_t part_outputs, int64_t share) {
  if (s->block == 8) {
    // Multiples of the six rows of the product kernel.
    int64_t bytes = points * (s->inputs + rounded_up(s->outputs, 16)) * (int64_t)sizeof(float);
    return most(6, least(most(24, (384 << 10) / bytes / 6 * 6), rounded_up(share, 6)));
  }
  // Weights that fill a cache leave no room for tiles anyway, and are then read once for many.
  int64_t bytes = points * (s->inputs + part_outputs) * (int64_t)sizeof(float);
  int64_t tiles = weights > mebibyte ? 112 : most(28, 3 * mebibyte / 4 / bytes);
  // The blocks of a team are about as large as each other, as the last one would else be a small one.
  int64_t blocks = (share + tiles - 1) / tiles;
  return rounded_up((share + blocks - 1) / blocks, 2);
}

static winograd_division division_of(const fovea_winograd_shape *s, int is_gradient) {
  int64_t weights = points * s->inputs * s->outputs * (int64_t)sizeof(float), tiles = tile_count(s);
  int64_t panels = (s->outputs + panel(s) - 1) / panel(s), parts = part_count(s, weights, is_gradient);
  int64_t teams = s->threads / parts, part_outputs = least(s->outputs, (panels + parts - 1) / parts * panel(s));
  int64_t block = block_size(s, weights, part_outputs, (tiles + teams - 1) / teams);
  winograd_division result = {
      teams, parts, block, (tiles + block - 1) / block, block * s->inputs + line, block * part_outputs + line,
  };
  return result;
}

size_t fovea_winograd_weights_size(const fovea_winograd_shape *s) { return (size_t)(points * weights_matrix(s)); }

size_t fovea_winograd_scratch_size(const fovea_winograd_shape *s) {
  winograd_division d = division_of(s, 0);
  return (size_t)(s->threads * block_scratch(&d));
}

size_t fovea_winograd_gradient_scratch_size(const fovea_winograd_shape *s) {
  winograd_division d = division_of(s, 1);
  return (size_t)(d.teams * team_sums(s) + s->threads * block_scratch(&d));
}

#if defined(__x86_64__)

int fovea_winograd_available(int block) {
  return (block == 8 && fovea_processor_level() >= FOVEA_LEVEL_AVX2) ||
         (block == 16 && fovea_processor_level() >= FOVEA_LEVEL_AVX512);
}

static const winograd_loops *loops_of(const fovea_winograd_shape *s) {
  return s->block == 16 ? &fovea_winograd_avx512 : &fovea_winograd_avx2;
}

#else

int fovea_winograd_available(int block) {
  (void)block;
  return 0;
}

static void nothing(void *context, int index) { (void)context, (void)index; }

static const winograd_loops *loops_of(const fovea_winograd_shape *s) {
  static const winograd_loops none = {nothing, nothing, nothing, nothing};
  (void)s;
  return &none;
}

#endif

void fovea_winograd_weights(const fovea_winograd_shape *s, int backward, const float *weights, float *transformed) {
  winograd_weights_pass all = {s, backward, weights, transformed};
  fovea_threads_perform((int)(s->inputs / s->block), loops_of(s)->weights, &all);
}

void fovea_winograd_forward(const fovea_winograd_shape *s, const float *source, const float *transformed,
                            const fovea_winograd_finish *finish, float *destination, float *scratch) {
  winograd_pass all = {s, source, transformed, NULL, finish, destination, scratch, division_of(s, 0)};
  fovea_threads_perform(s->threads, loops_of(s)->forward, &all);
}

void fovea_winograd_weights_gradient(const fovea_winograd_shape *s, const float *source,
                                     const float *destination_gradient, float *weights_gradient,
                                     float *bias_gradient, float *scratch) {
  winograd_pass all = {s, source, NULL, destination_gradient, NULL, NULL, scratch, division_of(s, 1)};
  fovea_threads_perform(s->threads, loops_of(s)->gradient, &all);
  winograd_sums sums = {s, scratch, all.division.teams, weights_gradient};
  fovea_threads_perform((int)(s->inputs / s->block), loops_of(s)->gather, &sums);
  if (!bias_gradient) return;
  for (int64_t o = 0; o < s->outputs; o++) {
    float sum = 0;
    for (int64_t team = 0; team < all.division.teams; team++)
      sum += scratch[team * team_sums(s) + points * weights_matrix(s) + o];
    bias_gradient[o] = sum;
  }
}
