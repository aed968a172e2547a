// Coarse shapes of pictures, and distances between them.
#include "PixelLoops.h"

void fovea_lowest_frequencies(const float *levels, int side, const float *cosines, int across, float *result) {
  float rows[FOVEA_ALIGNMENT_SIDE * FOVEA_ALIGNMENT_SIDE];
  for (int y = 0; y < side; y++) {
    for (int u = 0; u < across; u++) {
      float sum = 0;
      for (int x = 0; x < side; x++) sum += levels[y * side + x] * cosines[u * side + x];
      rows[y * across + u] = sum;
    }
  }
  for (int v = 0; v < across; v++) {
    for (int u = 0; u < across; u++) {
      float sum = 0;
      for (int y = 0; y < side; y++) sum += rows[y * across + u] * cosines[v * side + y];
      result[v * across + u] = sum;
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
