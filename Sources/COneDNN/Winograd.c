// See Winograd.h. What does not depend on the width of vectors: sizes of memory, and which loops run.
#include "Winograd.h"

#include "Processor.h"
#include "Winograd+Internal.h"

size_t fovea_winograd_weights_size(const fovea_winograd_shape *s) { return (size_t)(points * weights_matrix(s)); }

size_t fovea_winograd_scratch_size(const fovea_winograd_shape *s) { return (size_t)(s->threads * block_scratch(s)); }

size_t fovea_winograd_gradient_scratch_size(const fovea_winograd_shape *s) {
  return (size_t)(s->threads * gradient_scratch(s));
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

static int64_t block_count(const fovea_winograd_shape *s) {
  return (tile_count(s) + block_size(s) - 1) / block_size(s);
}

void fovea_winograd_weights(const fovea_winograd_shape *s, int backward, const float *weights, float *transformed) {
  winograd_weights_pass all = {s, backward, weights, transformed};
  fovea_threads_perform((int)(s->inputs / s->block), loops_of(s)->weights, &all);
}

void fovea_winograd_forward(const fovea_winograd_shape *s, const float *source, const float *transformed,
                            const fovea_winograd_finish *finish, float *destination, float *scratch) {
  winograd_pass all = {s, source, transformed, NULL, finish, destination, scratch, block_size(s), block_count(s)};
  fovea_threads_perform(s->threads, loops_of(s)->forward, &all);
}

void fovea_winograd_weights_gradient(const fovea_winograd_shape *s, const float *source,
                                     const float *destination_gradient, float *weights_gradient,
                                     float *bias_gradient, float *scratch) {
  winograd_pass all = {s, source, NULL, destination_gradient, NULL, NULL, scratch, block_size(s), block_count(s)};
  fovea_threads_perform(s->threads, loops_of(s)->gradient, &all);
  int64_t apart = gradient_scratch(s);
  winograd_sums sums = {s, scratch, apart, weights_gradient};
  fovea_threads_perform((int)(s->inputs / s->block), loops_of(s)->gather, &sums);
  if (!bias_gradient) return;
  for (int64_t o = 0; o < s->outputs; o++) {
    float sum = 0;
    for (int thread = 0; thread < s->threads; thread++) sum += scratch[thread * apart + points * weights_matrix(s) + o];
    bias_gradient[o] = sum;
  }
}
