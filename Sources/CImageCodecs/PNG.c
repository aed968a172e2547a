// PNG by libpng: all colour types and depths, interlaced or not; and encoding to memory.
#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "CImageCodecs+Internal.h"

// The reader is fed all bytes at once and calls back for the header, each row and the end. Unlike the reader that
// pulls, it gives every row that a cut file still has.
typedef struct {
  png_structp reader;
  png_infop info;
  fovea_image *image;
  fovea_codec_error *error;
  fovea_size_limits limits;
  int is_probe;
  int is_complete;
  uint32_t channels;  // in memory while reading, alpha included
  size_t stride;
  uint32_t row;       // rows of the current pass that were read
  int pass;
  int last_pass;
  char message[200];
} png_state;

static void on_error(png_structp reader, png_const_charp message) {
  png_state *state = png_get_error_ptr(reader);
  snprintf(state->message, sizeof state->message, "%s", message);
  longjmp(png_jmpbuf(reader), 1);
}

static void on_warning(png_structp reader, png_const_charp message) {
  (void)reader;
  (void)message;
}

// Leaves the reader for a reason that is already in the error.
static void stop(png_structp reader) { longjmp(png_jmpbuf(reader), 1); }

static void on_header(png_structp reader, png_infop info) {
  png_state *state = png_get_progressive_ptr(reader);
  fovea_image *image = state->image;
  image->width = png_get_image_width(reader, info);
  image->height = png_get_image_height(reader, info);
  image->full_width = image->width;
  image->full_height = image->height;
  image->channels = png_get_color_type(reader, info) & PNG_COLOR_MASK_COLOR ? 3 : 1;
  int code = fovea_check_size(image->width, image->height, state->limits, state->error);
  if (code != FOVEA_CODEC_OK || state->is_probe) {
    state->is_complete = 1;
    stop(reader);
  }
  png_set_expand(reader);  // palettes, small depths, transparent colours
  png_set_scale_16(reader);
  state->last_pass = png_set_interlace_handling(reader) - 1;
  png_read_update_info(reader, info);
  state->channels = png_get_channels(reader, info);
  state->stride = png_get_rowbytes(reader, info);
  image->pixels = malloc(state->stride * image->height);
  if (!image->pixels) {
    fovea_fail(state->error, FOVEA_CODEC_MEMORY, "no memory for the pixels");
    stop(reader);
  }
  // Opaque white where a file that ends early has no rows.
  memset(image->pixels, 255, state->stride * image->height);
}

static void on_row(png_structp reader, png_bytep bytes, png_uint_32 row, int pass) {
  png_state *state = png_get_progressive_ptr(reader);
  if (row >= state->image->height) return;
  // Early passes of an interlaced file fill blocks, so that a cut one has no gaps.
  png_progressive_combine_row(reader, state->image->pixels + state->stride * row, bytes);
  state->pass = pass;
  state->row = row + 1;
}

static void on_end(png_structp reader, png_infop info) {
  (void)info;
  png_state *state = png_get_progressive_ptr(reader);
  state->is_complete = 1;
}

int fovea_png_decode(const uint8_t *bytes, size_t size, fovea_size_limits limits, int probe, fovea_image *image,
                     fovea_codec_error *error) {
  memset(image, 0, sizeof *image);
  memset(error, 0, sizeof *error);
  // On the heap, so that its fields keep their values when an error jumps back here.
  png_state *state = calloc(1, sizeof *state);
  if (!state) return fovea_fail(error, FOVEA_CODEC_MEMORY, "no memory for the decoder");
  state->image = image;
  state->error = error;
  state->limits = limits;
  state->is_probe = probe;
  snprintf(state->message, sizeof state->message, "the file ends early");
  state->reader = png_create_read_struct(PNG_LIBPNG_VER_STRING, state, on_error, on_warning);
  if (state->reader) state->info = png_create_info_struct(state->reader);
  if (!state->info) {
    fovea_fail(error, FOVEA_CODEC_MEMORY, "no memory for the decoder");
  } else if (setjmp(png_jmpbuf(state->reader)) == 0) {
    png_set_progressive_read_fn(state->reader, state, on_header, on_row, on_end);
    // The limit of pixels is checked by us, with its own error.
    png_set_user_limits(state->reader, 0x7fffffff, 0x7fffffff);
    png_process_data(state->reader, state->info, (png_bytep)bytes, size);
    // A file without its end mark has lost nothing where the last row of the last pass has come.
    if (image->pixels && state->row == image->height && state->pass == state->last_pass) state->is_complete = 1;
  }
  // Here after the last byte, an error of libpng, or a stop of our own.
  if (error->code == FOVEA_CODEC_OK && !state->is_complete) {
    if (image->pixels && (state->row > 0 || state->pass > 0)) {
      image->is_recovered = 1;
      image->rows = state->pass > 0 ? image->height : state->row;
      snprintf(image->reason, sizeof image->reason, "%s", state->message);
    } else {
      fovea_fail(error, FOVEA_CODEC_DAMAGED, state->message);
    }
  }
  if (error->code == FOVEA_CODEC_OK && image->pixels) {
    image->channels = state->channels % 2 == 0
                          ? fovea_composite(image->pixels, (size_t)image->width * image->height, state->channels)
                          : state->channels;
  }
  if (state->reader) png_destroy_read_struct(&state->reader, state->info ? &state->info : NULL, NULL);
  free(state);
  if (error->code != FOVEA_CODEC_OK) fovea_image_free(image);
  return error->code;
}

int fovea_png_encode(const uint8_t *pixels, uint32_t width, uint32_t height, uint32_t channels, uint8_t **bytes,
                     size_t *size, fovea_codec_error *error) {
  memset(error, 0, sizeof *error);
  png_image image;
  memset(&image, 0, sizeof image);
  image.version = PNG_IMAGE_VERSION;
  image.width = width;
  image.height = height;
  image.format = channels == 1 ? PNG_FORMAT_GRAY : PNG_FORMAT_RGB;
  png_alloc_size_t capacity = PNG_IMAGE_PNG_SIZE_MAX(image);
  *bytes = malloc(capacity);
  if (!*bytes) return fovea_fail(error, FOVEA_CODEC_MEMORY, "no memory for the file");
  if (!png_image_write_to_memory(&image, *bytes, &capacity, 0, pixels, 0, NULL)) {
    free(*bytes);
    *bytes = NULL;
    return fovea_fail(error, FOVEA_CODEC_DAMAGED, image.message);
  }
  *size = capacity;
  return FOVEA_CODEC_OK;
}
