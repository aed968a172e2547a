// Coarse shapes of pictures, and distances between them.
#include "PixelLoops.h"

#include <string.h>

void fovea_lowest_frequencies(const uint8_t *levels, const float *columns, const float *rows, float *result) {
  enum { SIDE = FOVEA_ALIGNMENT_SIDE, ACROSS = FOVEA_SHAPE_ACROSS };
  memset(result, 0, sizeof(float) * ACROSS * ACROSS);
  // The frequencies are innermost, so that the compiler may add them side by side.
  for (int y = 0; y < SIDE; y++) {
    float sums[ACROSS] = {0};
    for (int x = 0; x < SIDE; x++) {
      float level = levels[y * SIDE + x];
      for (int u = 0; u < ACROSS; u++) sums[u] += level * columns[x * ACROSS + u];
    }
    for (int v = 0; v < ACROSS; v++) {
      float weight = rows[y * ACROSS + v];
      for (int u = 0; u < ACROSS; u++) result[v * ACROSS + u] += weight * sums[u];
    }
  }
}

float fovea_dot(const float *first, const float *second, int count) {
  // Eight sums, so that the compiler may add side by side.
  float sums[8] = {0};
  for (int i = 0; i + 8 <= count; i += 8) {
    for (int k = 0; k < 8; k++) sums[k] += first[i + k] * second[i + k];
  }
  float sum = 0;
  for (int k = 0; k < 8; k++) sum += sums[k];
  return sum;
}

void fovea_square_distances(const float *vectors, int dimension, const int32_t *indices, size_t count,
                            const float *query, float *result) {
  for (size_t n = 0; n < count; n++) {
    const float *vector = vectors + (size_t)indices[n] * (size_t)dimension;
    float sums[8] = {0}, sum = 0;
    for (int i = 0; i + 8 <= dimension; i += 8) {
      for (int k = 0; k < 8; k++) sums[k] += (vector[i + k] - query[i + k]) * (vector[i + k] - query[i + k]);
    }
    for (int k = 0; k < 8; k++) sum += sums[k];
    result[n] = sum;
  }
}
