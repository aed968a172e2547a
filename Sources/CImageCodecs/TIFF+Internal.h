// What the two ways to read a TIFF share: samples as they are stored, and colours that libtiff converts.
#ifndef FOVEA_TIFF_INTERNAL_H
#define FOVEA_TIFF_INTERNAL_H

#include "CImageCodecs+Internal.h"
#include "TIFF+Library.h"

// A file in memory, and what libtiff said while it was read.
typedef struct {
  const tiff_library *library;
  TIFF *file;
  const uint8_t *bytes;
  uint64_t size, position;
  unsigned errors;
  char message[200];  // the first error
} tiff_source;

// How the samples of the page are stored.
typedef struct {
  uint16_t bits;        // of a sample
  uint16_t samples;     // of a pixel
  uint16_t compression;
  uint16_t photometric;
  uint16_t colors;      // 1 (gray) or 3 (RGB); 0 where libtiff converts them
  int has_alpha;        // in the sample behind the colours
  int is_premultiplied;
  int is_separate;      // one plane a sample
  int is_tiled;
  uint32_t tile_width, tile_height;
  uint64_t tile_limit;  // pixels of a tile, which may be larger than its picture
} tiff_layout;

// Both fill pixels that are white and opaque before, and note how many rows are real where something is missing.
// Their channels: the colours, then alpha where the layout has one; RGB where libtiff converts.
int fovea_tiff_read_samples(tiff_source *, const tiff_layout *, fovea_image *, fovea_codec_error *);
int fovea_tiff_read_converted(tiff_source *, const tiff_layout *, fovea_image *, fovea_codec_error *);

// Notes that rows from `row` on are missing or damaged, in libtiff's words.
void fovea_tiff_damage(const tiff_source *, uint32_t row, fovea_image *);

#endif
