// Baseline JPEG to memory, for thumbnails.
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "CImageCodecs+Internal.h"
#include <jpeglib.h>

typedef struct {
  struct jpeg_compress_struct encoder;
  struct jpeg_error_mgr errors;
  jmp_buf escape;
  char message[JMSG_LENGTH_MAX];
  unsigned char *bytes;
  unsigned long size;
} encoder_state;

static void on_error(j_common_ptr common) {
  encoder_state *state = common->client_data;
  (*common->err->format_message)(common, state->message);
  longjmp(state->escape, 1);
}

static void on_output(j_common_ptr common) { (void)common; }

int fovea_jpeg_encode(const uint8_t *pixels, uint32_t width, uint32_t height, uint32_t channels, int quality,
                      uint8_t **bytes, size_t *size, fovea_codec_error *error) {
  memset(error, 0, sizeof *error);
  *bytes = NULL;
  *size = 0;
  // On the heap, so that its fields keep their values when an error jumps back here.
  encoder_state *state = calloc(1, sizeof *state);
  if (!state) return fovea_fail(error, FOVEA_CODEC_MEMORY, "no memory for the encoder");
  struct jpeg_compress_struct *encoder = &state->encoder;
  encoder->err = jpeg_std_error(&state->errors);
  state->errors.error_exit = on_error;
  state->errors.output_message = on_output;
  encoder->client_data = state;
  if (setjmp(state->escape)) {
    fovea_fail(error, FOVEA_CODEC_DAMAGED, state->message);
  } else {
    jpeg_create_compress(encoder);
    encoder->client_data = state;
    jpeg_mem_dest(encoder, &state->bytes, &state->size);
    encoder->image_width = width;
    encoder->image_height = height;
    encoder->input_components = (int)channels;
    encoder->in_color_space = channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_set_defaults(encoder);
    jpeg_set_quality(encoder, quality, TRUE);
    jpeg_start_compress(encoder, TRUE);
    while (encoder->next_scanline < encoder->image_height) {
      JSAMPROW row = (JSAMPROW)(pixels + (size_t)encoder->next_scanline * width * channels);
      jpeg_write_scanlines(encoder, &row, 1);
    }
    jpeg_finish_compress(encoder);
  }
  jpeg_destroy_compress(encoder);
  if (error->code == FOVEA_CODEC_OK) {
    *bytes = state->bytes;
    *size = state->size;
  } else {
    free(state->bytes);
  }
  free(state);
  return error->code;
}
