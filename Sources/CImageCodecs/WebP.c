// WebP by libwebp: lossy and lossless, alpha, the first frame of an animation.
#include <stdlib.h>
#include <string.h>
#include <webp/decode.h>
#include <webp/demux.h>

#include "CImageCodecs+Internal.h"

static int decode_animation(const WebPData *file, fovea_image *image, fovea_codec_error *error) {
  WebPAnimDecoderOptions options;
  if (!WebPAnimDecoderOptionsInit(&options)) return fovea_fail(error, FOVEA_CODEC_UNSUPPORTED, "libwebp is too old");
  options.color_mode = MODE_RGBA;
  WebPAnimDecoder *decoder = WebPAnimDecoderNew(file, &options);
  if (!decoder) return fovea_fail(error, FOVEA_CODEC_DAMAGED, "the animation is damaged");
  uint8_t *frame = NULL;
  int time = 0;
  if (WebPAnimDecoderGetNext(decoder, &frame, &time)) {
    memcpy(image->pixels, frame, (size_t)image->width * image->height * 4);
  } else {
    fovea_fail(error, FOVEA_CODEC_DAMAGED, "the first frame is damaged");
  }
  WebPAnimDecoderDelete(decoder);
  return error->code;
}

// Decodes what is there; a file that ends early gives the rows before its end.
static int decode_still(const WebPData *file, fovea_image *image, fovea_codec_error *error) {
  size_t stride = (size_t)image->width * 4;
  WebPIDecoder *decoder = WebPINewRGB(MODE_RGBA, image->pixels, stride * image->height, (int)stride);
  if (!decoder) return fovea_fail(error, FOVEA_CODEC_MEMORY, "no memory for the decoder");
  VP8StatusCode status = WebPIAppend(decoder, file->bytes, file->size);
  if (status != VP8_STATUS_OK) {
    int rows = 0;
    const char *reason = status == VP8_STATUS_SUSPENDED ? "the file ends early" : "the picture data is damaged";
    if (WebPIDecGetRGB(decoder, &rows, NULL, NULL, NULL) && rows > 0) {
      image->is_recovered = 1;
      image->rows = (uint32_t)rows;
      snprintf(image->reason, sizeof image->reason, "%s", reason);
      memset(image->pixels + stride * (size_t)rows, 255, stride * (image->height - (size_t)rows));
    } else {
      fovea_fail(error, FOVEA_CODEC_DAMAGED, reason);
    }
  }
  WebPIDelete(decoder);
  return error->code;
}

int fovea_webp_decode(const uint8_t *bytes, size_t size, fovea_size_limits limits, int probe, fovea_image *image,
                      fovea_codec_error *error) {
  memset(image, 0, sizeof *image);
  memset(error, 0, sizeof *error);
  WebPBitstreamFeatures features;
  if (WebPGetFeatures(bytes, size, &features) != VP8_STATUS_OK) {
    return fovea_fail(error, FOVEA_CODEC_DAMAGED, "the header is damaged or cut short");
  }
  image->width = (uint32_t)features.width;
  image->height = (uint32_t)features.height;
  image->full_width = image->width;
  image->full_height = image->height;
  image->channels = 3;
  if (fovea_check_size(image->width, image->height, limits, error) != FOVEA_CODEC_OK) return error->code;
  WebPData file = {bytes, size};
  if (probe) return FOVEA_CODEC_OK;
  size_t count = (size_t)image->width * image->height;
  image->pixels = malloc(count * 4);
  if (!image->pixels) {
    fovea_fail(error, FOVEA_CODEC_MEMORY, "no memory for the pixels");
  } else {
    memset(image->pixels, 255, count * 4);
    if (features.has_animation) {
      decode_animation(&file, image, error);
    } else {
      decode_still(&file, image, error);
    }
  }
  if (error->code == FOVEA_CODEC_OK) {
    image->channels = fovea_composite(image->pixels, count, 4);
  } else {
    fovea_image_free(image);
  }
  return error->code;
}
