// Batch and layer normalisation.
#include "COneDNN+Internal.h"

// The batch's statistics are computed and written, or the running ones are read.
static unsigned batch_flags(int uses_running_statistics, int fuses_relu) {
  unsigned flags = dnnl_use_scale | dnnl_use_shift;
  if (fuses_relu) flags |= dnnl_fuse_norm_relu;
  return uses_running_statistics ? flags | dnnl_use_global_stats : flags;
}

int fovea_dnn_batch_normalization_forward(fovea_dnn_engine *engine, fovea_dnn_purpose purpose, float epsilon,
                                          int uses_running_statistics, int fuses_relu,
                                          const fovea_dnn_layout *data, fovea_dnn_operation **operation) {
  unsigned flags = batch_flags(uses_running_statistics, fuses_relu);
#if DNNL_VERSION_MAJOR >= 3
  WITH_ATTRIBUTES(NULL, status = dnnl_batch_normalization_forward_primitive_desc_create(
                            result, engine->engine, fovea_propagation(purpose), L(data), L(data), epsilon,
                            flags, attributes));
#else
  dnnl_batch_normalization_desc_t description;
  WITH_ATTRIBUTES(NULL, CREATE(dnnl_batch_normalization_forward_desc_init(
                                   &description, fovea_propagation(purpose), L(data), epsilon, flags),
                               description, NULL));
#endif
}

int fovea_dnn_batch_normalization_backward(fovea_dnn_engine *engine, float epsilon,
                                           int uses_running_statistics, int fuses_relu,
                                           const fovea_dnn_layout *gradient, const fovea_dnn_layout *data,
                                           const fovea_dnn_operation *forward, fovea_dnn_operation **operation) {
  unsigned flags = batch_flags(uses_running_statistics, fuses_relu);
#if DNNL_VERSION_MAJOR >= 3
  WITH_ATTRIBUTES(NULL, status = dnnl_batch_normalization_backward_primitive_desc_create(
                            result, engine->engine, dnnl_backward, L(gradient), L(gradient), L(data), epsilon,
                            flags, fovea_operation_of(forward), attributes));
#else
  dnnl_batch_normalization_desc_t description;
  WITH_ATTRIBUTES(NULL, CREATE(dnnl_batch_normalization_backward_desc_init(&description, dnnl_backward,
                                                                           L(gradient), L(data), epsilon, flags),
                               description, fovea_operation_of(forward)));
#endif
}

// Version 3 refuses the shift, which the gradient does not depend on; version 2 counts it among the arguments.
int fovea_dnn_batch_normalization_backward_takes_shift(void) { return DNNL_VERSION_MAJOR < 3; }

static const unsigned layer_flags = dnnl_use_scale | dnnl_use_shift;

int fovea_dnn_layer_normalization_forward(fovea_dnn_engine *engine, fovea_dnn_purpose purpose, float epsilon,
                                          const fovea_dnn_layout *data, const fovea_dnn_layout *statistics,
                                          fovea_dnn_operation **operation) {
#if DNNL_VERSION_MAJOR >= 3
  WITH_ATTRIBUTES(NULL, status = dnnl_layer_normalization_forward_primitive_desc_create(
                            result, engine->engine, fovea_propagation(purpose), L(data), L(data), L(statistics),
                            epsilon, layer_flags, attributes));
#else
  dnnl_layer_normalization_desc_t description;
  WITH_ATTRIBUTES(NULL, CREATE(dnnl_layer_normalization_forward_desc_init(
                                   &description, fovea_propagation(purpose), L(data), L(statistics), epsilon,
                                   layer_flags),
                               description, NULL));
#endif
}

int fovea_dnn_layer_normalization_backward(fovea_dnn_engine *engine, float epsilon,
                                           const fovea_dnn_layout *gradient, const fovea_dnn_layout *data,
                                           const fovea_dnn_layout *statistics,
                                           const fovea_dnn_operation *forward, fovea_dnn_operation **operation) {
#if DNNL_VERSION_MAJOR >= 3
  WITH_ATTRIBUTES(NULL, status = dnnl_layer_normalization_backward_primitive_desc_create(
                            result, engine->engine, dnnl_backward, L(gradient), L(gradient), L(data),
                            L(statistics), epsilon, layer_flags, fovea_operation_of(forward), attributes));
#else
  dnnl_layer_normalization_desc_t description;
  WITH_ATTRIBUTES(NULL, CREATE(dnnl_layer_normalization_backward_desc_init(&description, dnnl_backward,
                                                                           L(gradient), L(data), L(statistics),
                                                                           epsilon, layer_flags),
                               description, fovea_operation_of(forward)));
#endif
}
