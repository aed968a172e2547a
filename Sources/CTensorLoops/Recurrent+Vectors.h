// The operations that the cells of Recurrent.h are written in, over vectors of 8 and 16 floats of Vectors.h, and of 4 that
// any processor has, and the functions of their gates.
//
// Constants come first in minima and maxima, so that what is not a number stays so.
#ifndef FOVEA_RECURRENT_VECTORS_H
#define FOVEA_RECURRENT_VECTORS_H

#include <stdint.h>

#if WIDTH == 4
typedef float vector __attribute__((vector_size(16)));
typedef int32_t integers __attribute__((vector_size(16)));
typedef float loose __attribute__((vector_size(16), aligned(4), may_alias));
#define TARGET
#define INLINE static inline __attribute__((always_inline))

INLINE vector v_load(const float *from) { return *(const loose *)from; }
INLINE void v_store(float *to, vector a) { *(loose *)to = a; }
INLINE vector v_set(float a) { return (vector){a, a, a, a}; }
INLINE vector v_add(vector a, vector b) { return a + b; }
INLINE vector v_sub(vector a, vector b) { return a - b; }
INLINE vector v_mul(vector a, vector b) { return a * b; }
INLINE vector v_div(vector a, vector b) { return a / b; }
INLINE vector v_fma(vector a, vector b, vector c) { return a * b + c; }
INLINE vector v_choose(integers is, vector yes, vector no) {
  return (vector)(((integers)yes & is) | ((integers)no & ~is));
}
INLINE vector v_where_less(vector a, vector b, vector yes, vector no) { return v_choose(a < b, yes, no); }
INLINE vector v_max(vector constant, vector a) { return v_choose(a < constant, constant, a); }
INLINE vector v_min(vector constant, vector a) { return v_choose(a > constant, constant, a); }
INLINE vector v_magnitude(vector a) { return (vector)((integers)a & 0x7fffffff); }
INLINE vector v_sign(vector magnitude, vector of) {
  return (vector)((integers)magnitude | ((integers)of & (int32_t)0x80000000));
}
// Adding and taking away 1.5 · 2^23 leaves a whole number, to the nearest.
INLINE vector v_round(vector a) {
  vector shift = v_set(12582912.0f);
  return (a + shift) - shift;
}
// Where `power` is no number, `a` is none either.
INLINE vector v_scale(vector a, vector power) {
  integers whole = __builtin_convertvector(v_choose(power == power, power, v_set(0)), integers);
  return a * (vector)((whole + 127) << 23);
}
#else
#include "Vectors.h"

INLINE vector v_load(const float *from) { return V(loadu)(from); }
INLINE void v_store(float *to, vector a) { V(storeu)(to, a); }
INLINE vector v_set(float a) { return V(set1)(a); }
INLINE vector v_add(vector a, vector b) { return V(add)(a, b); }
INLINE vector v_sub(vector a, vector b) { return V(sub)(a, b); }
INLINE vector v_mul(vector a, vector b) { return V(mul)(a, b); }
INLINE vector v_div(vector a, vector b) { return V(div)(a, b); }
INLINE vector v_fma(vector a, vector b, vector c) { return V(fmadd)(a, b, c); }
INLINE vector v_max(vector constant, vector a) { return V(max)(constant, a); }
INLINE vector v_min(vector constant, vector a) { return V(min)(constant, a); }
INLINE vector v_magnitude(vector a) { return V(andnot)(v_set(-0.0f), a); }
INLINE vector v_sign(vector magnitude, vector of) { return V(or)(magnitude, V(and)(v_set(-0.0f), of)); }
#if WIDTH == 8
INLINE vector v_where_less(vector a, vector b, vector yes, vector no) {
  return _mm256_blendv_ps(no, yes, _mm256_cmp_ps(a, b, _CMP_LT_OQ));
}
INLINE vector v_round(vector a) { return _mm256_round_ps(a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
INLINE vector v_scale(vector a, vector power) {
  __m256i biased = _mm256_add_epi32(_mm256_cvtps_epi32(power), _mm256_set1_epi32(127));
  return _mm256_mul_ps(a, _mm256_castsi256_ps(_mm256_slli_epi32(biased, 23)));
}
#else
INLINE vector v_where_less(vector a, vector b, vector yes, vector no) {
  return _mm512_mask_blend_ps(_mm512_cmp_ps_mask(a, b, _CMP_LT_OQ), no, yes);
}
INLINE vector v_round(vector a) {
  return _mm512_roundscale_ps(a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
}
INLINE vector v_scale(vector a, vector power) { return _mm512_scalef_ps(a, power); }
#endif
#endif

// e^x, for x below -87 and above 88 that of the bound: 2^n · e^r with |r| ≤ ln 2 / 2. Constants of Cephes' expf.
INLINE vector v_exp(vector x) {
  x = v_min(v_set(88), v_max(v_set(-87), x));
  vector n = v_round(v_mul(x, v_set(1.44269504088896341f)));
  vector r = v_fma(n, v_set(2.12194440e-4f), v_fma(n, v_set(-0.693359375f), x));
  vector p = v_set(1.9875691500e-4f);
  p = v_fma(p, r, v_set(1.3981999507e-3f));
  p = v_fma(p, r, v_set(8.3334519073e-3f));
  p = v_fma(p, r, v_set(4.1665795894e-2f));
  p = v_fma(p, r, v_set(1.6666665459e-1f));
  p = v_fma(p, r, v_set(5.0000001201e-1f));
  return v_scale(v_add(v_fma(p, v_mul(r, r), r), v_set(1)), n);
}

// 1 / a of a number of at least 1, with AVX-512 by an estimate and a step of Newton's method, which are a quarter of the time
// of a division.
INLINE vector v_reciprocal(vector a) {
#if WIDTH == 16
  vector estimate = _mm512_rcp14_ps(a);
  return v_fma(estimate, v_fma(v_sub(v_set(0), a), estimate, v_set(1)), estimate);
#else
  return v_div(v_set(1), a);
#endif
}

INLINE vector v_sigmoid(vector x) { return v_reciprocal(v_add(v_set(1), v_exp(v_sub(v_set(0), x)))); }

// By e^2|x|, and near zero, where that would lose digits, by Cephes' polynomial.
INLINE vector v_tanh(vector x) {
  vector one = v_set(1), magnitude = v_magnitude(x), square = v_mul(x, x);
  vector half = v_reciprocal(v_add(v_exp(v_add(magnitude, magnitude)), one));
  vector large = v_sub(one, v_add(half, half));
  vector p = v_set(-5.70498872745e-3f);
  p = v_fma(p, square, v_set(2.06390887954e-2f));
  p = v_fma(p, square, v_set(-5.37397155531e-2f));
  p = v_fma(p, square, v_set(1.33314422036e-1f));
  p = v_fma(p, square, v_set(-3.33332819422e-1f));
  vector small = v_fma(v_mul(p, square), magnitude, magnitude);
  return v_sign(v_where_less(magnitude, v_set(0.625f), small, large), x);
}

#endif
