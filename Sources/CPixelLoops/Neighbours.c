// Which 64-bit hashes are near: every pair is compared, a few billion a second and core, which is simpler than an index
// and has no blind spots.
#include "PixelLoops.h"
#include "Processor.h"

#if defined(__x86_64__)
// The baseline of x86-64 counts bits by shifts and masks.
#define POPCNT __attribute__((target("popcnt")))
#else
#define POPCNT
#endif

static size_t scan_plain(const uint64_t *hashes, size_t from, size_t count, uint64_t hash, int limit, uint32_t *found,
                         size_t capacity) {
  size_t hits = 0;
  for (size_t i = from; i < count && hits < capacity; i++) {
    if (__builtin_popcountll(hashes[i] ^ hash) <= limit) found[hits++] = (uint32_t)i;
  }
  return hits;
}

POPCNT static size_t scan_popcnt(const uint64_t *hashes, size_t from, size_t count, uint64_t hash, int limit,
                                 uint32_t *found, size_t capacity) {
  size_t hits = 0;
  for (size_t i = from; i < count && hits < capacity; i++) {
    if (__builtin_popcountll(hashes[i] ^ hash) <= limit) found[hits++] = (uint32_t)i;
  }
  return hits;
}

size_t fovea_hash_neighbours(const uint64_t *hashes, size_t from, size_t count, uint64_t hash, int limit,
                             uint32_t *found, size_t capacity) {
#if defined(__x86_64__)
  if (fovea_processor_level() >= FOVEA_LEVEL_AVX) return scan_popcnt(hashes, from, count, hash, limit, found, capacity);
#endif
  return scan_plain(hashes, from, count, hash, limit, found, capacity);
}
