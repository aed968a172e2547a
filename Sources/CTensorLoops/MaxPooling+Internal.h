// What the loops of MaxPooling.h share whatever their pixels are.
#ifndef FOVEA_MAX_POOLING_INTERNAL_H
#define FOVEA_MAX_POOLING_INTERNAL_H

#include "Threads.h"
#include "MaxPooling.h"

typedef struct {
  const fovea_pooling_shape *shape;
  const float *source;
  float *destination;
  void *places;
} pooling_pass;

// The loops of one kind of pixels, for fovea_threads_perform with a pooling_pass.
typedef struct {
  void (*forward)(void *pass, int thread);
  void (*backward)(void *pass, int thread);
} pooling_loops;

// The planes of a thread: as many as those of any other, one more or less.
static inline int64_t first_plane(const fovea_pooling_shape *s, int thread) { return s->planes * thread / s->threads; }

#if defined(__x86_64__)
extern const pooling_loops fovea_pooling_avx2, fovea_pooling_avx512;
#endif

#endif
