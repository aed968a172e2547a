// The loops of LinearSums.h over vectors of LANES doubles, with NAME(x) for names and TARGET for the processor. A product
// and its sum are one rounding where the processor has that, two elsewhere.

typedef double NAME(lanes) __attribute__((vector_size(8 * LANES), aligned(8)));
typedef float NAME(halves) __attribute__((vector_size(4 * LANES), aligned(4)));

#define INLINE static inline __attribute__((always_inline)) TARGET

// Products of R samples with O rows of weights, written to outputs[r * count + o].
INLINE void NAME(block)(const int R, const int O, int64_t width, int64_t count, const float *samples,
                        const double *weights, double *outputs) {
  NAME(lanes) sums[4][4];
  for (int r = 0; r < R; r++)
    for (int o = 0; o < O; o++) sums[r][o] = (NAME(lanes)){0};
  int64_t d = 0;
  for (; d + LANES <= width; d += LANES) {
    NAME(lanes) x[4];
    for (int r = 0; r < R; r++)
      x[r] = __builtin_convertvector(*(const NAME(halves) *)(samples + r * width + d), NAME(lanes));
    for (int o = 0; o < O; o++) {
      NAME(lanes) w = *(const NAME(lanes) *)(weights + o * width + d);
      for (int r = 0; r < R; r++) sums[r][o] += x[r] * w;
    }
  }
  for (int r = 0; r < R; r++)
    for (int o = 0; o < O; o++) {
      double sum = 0;
      for (int lane = 0; lane < LANES; lane++) sum += sums[r][o][lane];
      for (int64_t e = d; e < width; e++) sum += (double)samples[r * width + e] * weights[o * width + e];
      outputs[r * count + o] = sum;
    }
}

TARGET static void NAME(products)(int64_t rows, int64_t width, int64_t count, const float *samples,
                                  const double *weights, double *outputs) {
  int64_t o = 0;
  for (; o + 4 <= count; o += 4) {
    int64_t row = 0;
    for (; row + 2 <= rows; row += 2)
      NAME(block)(2, 4, width, count, samples + row * width, weights + o * width, outputs + row * count + o);
    for (; row < rows; row++)
      NAME(block)(1, 4, width, count, samples + row * width, weights + o * width, outputs + row * count + o);
  }
  for (; o < count; o++) {
    int64_t row = 0;
    for (; row + 4 <= rows; row += 4)
      NAME(block)(4, 1, width, count, samples + row * width, weights + o * width, outputs + row * count + o);
    for (; row < rows; row++)
      NAME(block)(1, 1, width, count, samples + row * width, weights + o * width, outputs + row * count + o);
  }
}

// Adds to O rows of sums what `rows` samples give for 2 · LANES features.
INLINE void NAME(tile)(const int O, int64_t rows, int64_t width, int64_t count, const float *samples,
                       const double *factors, double *sums) {
  NAME(lanes) a[4], b[4];
  for (int o = 0; o < O; o++) {
    a[o] = *(const NAME(lanes) *)(sums + o * width);
    b[o] = *(const NAME(lanes) *)(sums + o * width + LANES);
  }
  for (int64_t row = 0; row < rows; row++) {
    const float *sample = samples + row * width;
    NAME(lanes) x = __builtin_convertvector(*(const NAME(halves) *)sample, NAME(lanes));
    NAME(lanes) y = __builtin_convertvector(*(const NAME(halves) *)(sample + LANES), NAME(lanes));
    for (int o = 0; o < O; o++) {
      NAME(lanes) factor = (NAME(lanes)){0} + factors[row * count + o];
      a[o] += x * factor;
      b[o] += y * factor;
    }
  }
  for (int o = 0; o < O; o++) {
    *(NAME(lanes) *)(sums + o * width) = a[o];
    *(NAME(lanes) *)(sums + o * width + LANES) = b[o];
  }
}

TARGET static void NAME(sums)(int64_t rows, int64_t width, int64_t count, int64_t first, int64_t end,
                              const float *samples, const double *factors, double *sums) {
  // As many samples as stay in the second cache while every class takes its turn.
  const int64_t portion = 64;
  for (int64_t start = 0; start < rows; start += portion) {
    int64_t part = rows - start < portion ? rows - start : portion;
    const float *x = samples + start * width;
    const double *f = factors + start * count;
    int64_t d = first;
    for (; d + 2 * LANES <= end; d += 2 * LANES) {
      int64_t o = 0;
      for (; o + 4 <= count; o += 4)
        NAME(tile)(4, part, width, count, x + d, f + o, sums + o * width + d);
      for (; o < count; o++) NAME(tile)(1, part, width, count, x + d, f + o, sums + o * width + d);
    }
    for (; d < end; d++)
      for (int64_t o = 0; o < count; o++) {
        double sum = sums[o * width + d];
        for (int64_t row = 0; row < part; row++) sum += (double)x[row * width + d] * f[row * count + o];
        sums[o * width + d] = sum;
      }
  }
}

#undef INLINE
#undef NAME
#undef TARGET
#undef LANES
