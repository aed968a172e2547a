// The vectors that a loop of this project's own is written over. A file defines WIDTH, includes this and then the
// loops: once with 8 floats, for processors with AVX2, and once with 16, for those with AVX-512.
#ifndef FOVEA_VECTORS_H
#define FOVEA_VECTORS_H

#include <immintrin.h>

#if WIDTH == 8
#define TARGET __attribute__((target("avx2,fma")))
#define V(operation) _mm256_##operation##_ps
typedef __m256 vector;
#elif WIDTH == 16
#define TARGET __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl")))
#define V(operation) _mm512_##operation##_ps
typedef __m512 vector;
#else
#error "WIDTH is the floats of a vector, 8 or 16"
#endif

// V(add)(a, b) and the like name the operation of either width. Each is one instruction that rounds once, so that the
// bits of a result do not depend on what a compiler makes of a sum of products.
#define INLINE static inline __attribute__((always_inline)) TARGET

#endif
