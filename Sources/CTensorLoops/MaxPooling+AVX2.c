// Maxima of blocks of 8 channels in single precision, with AVX2.
#if defined(__x86_64__)
#define WIDTH 8
#include <stdint.h>

#include "Vectors.h"

typedef vector pixel;
typedef vector choice;
typedef uint32_t place;  // a byte for each choice, and one that is empty: a word is the quicker one to write

INLINE pixel load(const float *from) { return V(loadu)(from); }
INLINE void store(float *to, pixel a) { V(storeu)(to, a); }
INLINE choice greater(pixel a, pixel b) { return _mm256_cmp_ps(a, b, _CMP_GT_OQ); }
INLINE pixel choose(choice is, pixel otherwise, pixel a) { return _mm256_blendv_ps(otherwise, a, is); }
INLINE pixel keep(choice is, pixel a) { return _mm256_and_ps(is, a); }
INLINE pixel drop(choice is, pixel a) { return _mm256_andnot_ps(is, a); }

INLINE place place_of(choice is_b, choice is_d, choice is_lower) {
  return (uint32_t)_mm256_movemask_ps(is_b) | (uint32_t)_mm256_movemask_ps(is_d) << 8 |
         (uint32_t)_mm256_movemask_ps(is_lower) << 16;
}

// The bit of each of eight channels in one of the bytes of a place.
INLINE choice choice_of(const place *from, int byte) {
  __m256i bit = _mm256_slli_epi32(_mm256_setr_epi32(1, 2, 4, 8, 16, 32, 64, 128), 8 * byte);
  return _mm256_castsi256_ps(_mm256_cmpeq_epi32(_mm256_and_si256(_mm256_set1_epi32((int32_t)*from), bit), bit));
}
INLINE choice is_right_above(const place *from) { return choice_of(from, 0); }
INLINE choice is_right_below(const place *from) { return choice_of(from, 1); }
INLINE choice is_below(const place *from) { return choice_of(from, 2); }

#include "MaxPooling+Loops.h"

const pooling_loops fovea_pooling_avx2 = {forward_thread, backward_thread};
#endif
