// Maxima of blocks of 16 channels in single precision, with AVX-512.
#if defined(__x86_64__)
#define WIDTH 16
#include <stdint.h>

#include "Vectors.h"

typedef vector pixel;
// A bit for each channel.
typedef __mmask16 choice;
typedef struct {
  uint16_t is_b, is_d, is_lower;
} place;

INLINE place place_of(choice is_b, choice is_d, choice is_lower) {
  place result = {is_b, is_d, is_lower};
  return result;
}
INLINE choice is_right_above(const place *from) { return from->is_b; }
INLINE choice is_right_below(const place *from) { return from->is_d; }
INLINE choice is_below(const place *from) { return from->is_lower; }

INLINE pixel load(const float *from) { return V(loadu)(from); }
INLINE void store(float *to, pixel a) { V(storeu)(to, a); }
INLINE choice greater(pixel a, pixel b) { return _mm512_cmp_ps_mask(a, b, _CMP_GT_OQ); }
INLINE pixel choose(choice is, pixel otherwise, pixel a) { return _mm512_mask_blend_ps(is, otherwise, a); }
INLINE pixel keep(choice is, pixel a) { return _mm512_maskz_mov_ps(is, a); }
INLINE pixel drop(choice is, pixel a) { return _mm512_maskz_mov_ps((choice)~is, a); }

#include "MaxPooling+Loops.h"

const pooling_loops fovea_pooling_avx512 = {forward_thread, backward_thread};
#endif
