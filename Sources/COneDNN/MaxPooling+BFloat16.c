// Maxima of blocks of 16 channels in bfloat16, with AVX-512. They are the upper halves of numbers of single precision,
// which is what they are compared as, so that equals and what is no number go as they do there.
#if defined(__x86_64__)
#include "MaxPooling+Masks.h"

typedef uint16_t element;
typedef __m256i pixel;

INLINE pixel load(const element *from) { return _mm256_loadu_si256((const __m256i *)from); }
INLINE void store(element *to, pixel a) { _mm256_storeu_si256((__m256i *)to, a); }
INLINE vector widened(pixel a) { return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(a), 16)); }
INLINE choice greater(pixel a, pixel b) { return _mm512_cmp_ps_mask(widened(a), widened(b), _CMP_GT_OQ); }
INLINE pixel choose(choice is, pixel otherwise, pixel a) { return _mm256_mask_blend_epi16(is, otherwise, a); }
INLINE pixel keep(choice is, pixel a) { return _mm256_maskz_mov_epi16(is, a); }
INLINE pixel drop(choice is, pixel a) { return _mm256_maskz_mov_epi16((choice)~is, a); }

#include "MaxPooling+Loops.h"

const pooling_loops fovea_pooling_bfloat16 = {forward_thread, backward_thread};
#endif
