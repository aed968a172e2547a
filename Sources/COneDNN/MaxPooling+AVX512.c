// Maxima of blocks of 16 channels in single precision, with AVX-512.
#if defined(__x86_64__)
#include "MaxPooling+Masks.h"

typedef float element;
typedef vector pixel;

INLINE pixel load(const element *from) { return V(loadu)(from); }
INLINE void store(element *to, pixel a) { V(storeu)(to, a); }
INLINE choice greater(pixel a, pixel b) { return _mm512_cmp_ps_mask(a, b, _CMP_GT_OQ); }
INLINE pixel choose(choice is, pixel otherwise, pixel a) { return _mm512_mask_blend_ps(is, otherwise, a); }
INLINE pixel keep(choice is, pixel a) { return _mm512_maskz_mov_ps(is, a); }
INLINE pixel drop(choice is, pixel a) { return _mm512_maskz_mov_ps((choice)~is, a); }

#include "MaxPooling+Loops.h"

const pooling_loops fovea_pooling_avx512 = {forward_thread, backward_thread};
#endif
