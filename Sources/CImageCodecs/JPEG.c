// JPEG by libjpeg-turbo: baseline and progressive, gray, YCbCr, RGB, CMYK and YCCK.
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "CImageCodecs+Internal.h"
#include <jpeglib.h>
#include <jerror.h>

typedef struct {
  struct jpeg_decompress_struct decoder;
  struct jpeg_error_mgr errors;
  jmp_buf escape;
  char message[JMSG_LENGTH_MAX];
  // The first warning that means missing or broken picture data, and the row that was being read then.
  int is_damaged;
  int has_no_end;  // the file ends without its end mark
  uint32_t damaged_row;
  int damaged_scan;
  char damage[JMSG_LENGTH_MAX];
  uint8_t *row;  // one row of CMYK
} jpeg_state;

static void on_error(j_common_ptr common) {
  jpeg_state *state = common->client_data;
  (*common->err->format_message)(common, state->message);
  longjmp(state->escape, 1);
}

static void on_message(j_common_ptr common, int level) {
  jpeg_state *state = common->client_data;
  if (level >= 0) return;  // a trace
  int code = common->err->msg_code;
  // Other warnings, such as stray bytes before a marker, cost no pixel. Nor does the end of the file itself: Huffman
  // codes that lack bits give JWRN_HIT_MARKER as well. Arithmetic ones go on with zeros in silence.
  int costs_pixels = code == JWRN_HIT_MARKER || code == JWRN_HUFF_BAD_CODE || code == JWRN_ARITH_BAD_CODE ||
                     code == JWRN_MUST_RESYNC || (code == JWRN_JPEG_EOF && state->decoder.arith_code);
  if (code == JWRN_JPEG_EOF) state->has_no_end = 1;
  if (!costs_pixels || state->is_damaged) return;
  state->is_damaged = 1;
  state->damaged_row = state->decoder.output_scanline;
  state->damaged_scan = state->decoder.input_scan_number;
  (*common->err->format_message)(common, state->damage);
}

static void on_output(j_common_ptr common) { (void)common; }

// One row of CMYK to RGB, as Pillow does: r = k' − k'·c / 255 with k' = 255 − k, each product rounded. Adobe's
// files hold the complement of the inks.
static void convert_cmyk(const uint8_t *from, uint8_t *to, uint32_t width, int is_inverted) {
  for (uint32_t x = 0; x < width; x++, from += 4, to += 3) {
    uint32_t rest = is_inverted ? from[3] : 255 - from[3];
    for (int c = 0; c < 3; c++) {
      uint32_t product = (is_inverted ? 255 - from[c] : from[c]) * rest + 128;
      to[c] = (uint8_t)(rest - ((product + (product >> 8)) >> 8));
    }
  }
}

// Whether the file ended before its last scan: within a scan there is a warning, between two of them none.
// Whether the file ended between two scans: within a scan there is a warning, between them none.
static int lacks_scans(const jpeg_state *state) {
  const struct jpeg_decompress_struct *decoder = &state->decoder;
  if (!state->has_no_end) return 0;
  for (int c = 0; c < decoder->num_components; c++) {
    // Its table is remembered when its first scan begins.
    if (!decoder->comp_info[c].quant_table) return 1;
    if (!decoder->coef_bits) continue;
    // Of each frequency the bits that are still to come; -1 where nothing came.
    for (int k = 0; k < DCTSIZE2; k++) {
      if (decoder->coef_bits[c][k] != 0) return 1;
    }
  }
  return 0;
}

// Whether the decoder refuses what the standard allows; its words are then put into ours.
static int is_unsupported(jpeg_state *state) {
  const struct jpeg_error_mgr *errors = state->decoder.err;
  int value = errors->msg_parm.i[0];
  switch (errors->msg_code) {
    case JERR_BAD_PRECISION:
      if (value < 2 || value > 16) return 0;
      snprintf(state->message, sizeof state->message, "%d bits a sample, only 8 are read", value);
      return 1;
    case JERR_SOF_UNSUPPORTED: {
      const char *kind = value == 0xc3 || value == 0xc7 || value == 0xcb || value == 0xcf ? "lossless"
                                                                                          : "hierarchical";
      snprintf(state->message, sizeof state->message, "%s, only baseline and progressive ones are read", kind);
      return 1;
    }
    case JERR_CONVERSION_NOTIMPL:
    case JERR_ARITH_NOTIMPL:
    case JERR_NOT_COMPILED:
    case JERR_FRACT_SAMPLE_NOTIMPL:
    case JERR_CCIR601_NOTIMPL:
      return 1;
    default: return 0;
  }
}

// The rows of the whole picture that `rows` rows of the decoded one stand for.
static uint32_t full_rows(const fovea_image *image, uint32_t rows) {
  return (uint32_t)((uint64_t)rows * image->full_height / image->height);
}

int fovea_jpeg_decode(const uint8_t *bytes, size_t size, fovea_size_limits limits, int probe, fovea_shrink shrink,
                      void *context, fovea_image *image, fovea_codec_error *error) {
  memset(image, 0, sizeof *image);
  memset(error, 0, sizeof *error);
  // On the heap, so that its fields keep their values when an error jumps back here.
  jpeg_state *state = calloc(1, sizeof *state);
  if (!state) return fovea_fail(error, FOVEA_CODEC_MEMORY, "no memory for the decoder");
  struct jpeg_decompress_struct *decoder = &state->decoder;
  decoder->err = jpeg_std_error(&state->errors);
  state->errors.error_exit = on_error;
  state->errors.emit_message = on_message;
  state->errors.output_message = on_output;
  decoder->client_data = state;

  if (setjmp(state->escape)) {
    // Rows that were read before a fatal error are as good as those before a warning.
    if (image->pixels && decoder->output_scanline == decoder->output_height) {
      // What follows the last row is none of the picture's.
    } else if (image->pixels && decoder->output_scanline > 0) {
      image->is_recovered = 1;
      // What was not read is white, as the background of alpha is.
      size_t stride = (size_t)image->width * image->channels;
      memset(image->pixels + stride * decoder->output_scanline, 255, stride * (image->height - decoder->output_scanline));
      image->rows = full_rows(image, state->is_damaged ? state->damaged_row : decoder->output_scanline);
      snprintf(image->reason, sizeof image->reason, "%s", state->message);
    } else {
      fovea_image_free(image);
      int code = is_unsupported(state) ? FOVEA_CODEC_UNSUPPORTED : FOVEA_CODEC_DAMAGED;
      fovea_fail(error, code, state->message);
    }
  } else {
    jpeg_create_decompress(decoder);
    decoder->client_data = state;
    jpeg_mem_src(decoder, bytes, size);
    jpeg_read_header(decoder, TRUE);
    image->width = decoder->image_width;
    image->height = decoder->image_height;
    image->full_width = image->width;
    image->full_height = image->height;
    image->channels = decoder->num_components == 1 ? 1 : 3;
    if (fovea_check_size(image->width, image->height, limits, error) == FOVEA_CODEC_OK && !probe) {
      int is_cmyk = decoder->num_components == 4;
      decoder->out_color_space =
          decoder->num_components == 1 ? JCS_GRAYSCALE : is_cmyk ? JCS_CMYK : JCS_RGB;
      if (shrink) {
        decoder->scale_num = 1;
        decoder->scale_denom = shrink(context, image);
      }
      jpeg_start_decompress(decoder);
      image->width = decoder->output_width;
      image->height = decoder->output_height;
      size_t stride = (size_t)image->width * image->channels;
      image->pixels = malloc(stride * image->height);
      if (is_cmyk) state->row = malloc((size_t)image->width * 4);
      if (!image->pixels || (is_cmyk && !state->row)) {
        fovea_image_free(image);
        fovea_fail(error, FOVEA_CODEC_MEMORY, "no memory for the pixels");
      } else {
        while (decoder->output_scanline < decoder->output_height) {
          uint8_t *target = image->pixels + stride * decoder->output_scanline;
          if (is_cmyk) {
            JSAMPROW row = state->row;
            jpeg_read_scanlines(decoder, &row, 1);
            convert_cmyk(state->row, target, image->width, decoder->saw_Adobe_marker);
          } else {
            JSAMPROW rows[16];
            JDIMENSION count = decoder->output_height - decoder->output_scanline;
            if (count > 16) count = 16;
            for (JDIMENSION i = 0; i < count; i++) rows[i] = target + stride * i;
            jpeg_read_scanlines(decoder, rows, count);
          }
        }
        if (!state->is_damaged && lacks_scans(state)) {
          state->is_damaged = 1;
          state->damaged_scan = decoder->input_scan_number + 1;
          snprintf(state->damage, sizeof state->damage, "the file ends before its last scan");
        }
        jpeg_finish_decompress(decoder);
      }
    }
  }
  // A damaged file is used if something of it is real: a row, or for progressive files a first scan.
  if (error->code == FOVEA_CODEC_OK && image->pixels && state->is_damaged && !image->is_recovered) {
    if (state->damaged_row > 0 || state->damaged_scan > 1) {
      image->is_recovered = 1;
      image->rows = state->damaged_row > 0 ? full_rows(image, state->damaged_row) : image->full_height;
      snprintf(image->reason, sizeof image->reason, "%s", state->damage);
    } else {
      fovea_image_free(image);
      fovea_fail(error, FOVEA_CODEC_DAMAGED, state->damage);
    }
  }
  jpeg_destroy_decompress(decoder);
  free(state->row);
  free(state);
  if (error->code != FOVEA_CODEC_OK) fovea_image_free(image);
  return error->code;
}
