// See MaxPooling.h. What does not depend on the width of vectors: sizes of memory, and which loops run.
#include "MaxPooling.h"

#include "MaxPooling+Internal.h"
#include "Processor.h"

// Three bits for each channel, and a byte more where there are eight, which makes a word.
size_t fovea_pooling_places_size(const fovea_pooling_shape *s) {
  return (size_t)(s->planes * (s->height / 2) * (s->width / 2)) * (s->block == 16 ? 6 : 4);
}

#if defined(__x86_64__)

int fovea_pooling_available(int block) {
  return (block == 8 && fovea_processor_level() >= FOVEA_LEVEL_AVX2) ||
         (block == 16 && fovea_processor_level() >= FOVEA_LEVEL_AVX512);
}

static const pooling_loops *loops_of(const fovea_pooling_shape *s) {
  return s->block == 8 ? &fovea_pooling_avx2 : &fovea_pooling_avx512;
}

#else

int fovea_pooling_available(int block) {
  (void)block;
  return 0;
}

static void nothing(void *context, int index) { (void)context, (void)index; }

static const pooling_loops *loops_of(const fovea_pooling_shape *s) {
  static const pooling_loops none = {nothing, nothing};
  (void)s;
  return &none;
}

#endif

void fovea_pooling_forward(const fovea_pooling_shape *s, const float *source, float *destination, void *places) {
  pooling_pass all = {s, source, destination, places};
  fovea_threads_perform(s->threads, loops_of(s)->forward, &all);
}

void fovea_pooling_backward(const fovea_pooling_shape *s, const float *gradient, const void *places,
                            float *source_gradient) {
  pooling_pass all = {s, gradient, source_gradient, (void *)places};
  fovea_threads_perform(s->threads, loops_of(s)->backward, &all);
}
