// Operations that change the size of an image: pooling and resampling.
#include "COneDNN+Internal.h"

static dnnl_alg_kind_t pooling_of(fovea_dnn_pooling kind) {
  switch (kind) {
    case FOVEA_DNN_MAX: return dnnl_pooling_max;
    case FOVEA_DNN_AVERAGE_INCLUDING_PADDING: return dnnl_pooling_avg_include_padding;
    case FOVEA_DNN_AVERAGE_EXCLUDING_PADDING: return dnnl_pooling_avg_exclude_padding;
  }
  return dnnl_alg_kind_undef;
}

#if DNNL_VERSION_MAJOR >= 3
static const dnnl_dims_t no_gaps = {0, 0};
#endif

int fovea_dnn_pooling_forward(fovea_dnn_engine *engine, fovea_dnn_purpose purpose, fovea_dnn_pooling kind,
                              const fovea_dnn_window *window, const fovea_dnn_layout *source,
                              const fovea_dnn_layout *destination, fovea_dnn_operation **operation) {
#if DNNL_VERSION_MAJOR >= 3
  WITH_ATTRIBUTES(NULL, status = dnnl_pooling_forward_primitive_desc_create(
                            result, engine->engine, fovea_propagation(purpose), pooling_of(kind), L(source),
                            L(destination), window->stride, window->kernel, no_gaps, window->padding_before,
                            window->padding_after, attributes));
#else
  dnnl_pooling_desc_t description;
  WITH_ATTRIBUTES(NULL, CREATE(dnnl_pooling_forward_desc_init(
                                   &description, fovea_propagation(purpose), pooling_of(kind), L(source),
                                   L(destination), window->stride, window->kernel, window->padding_before,
                                   window->padding_after),
                               description, NULL));
#endif
}

int fovea_dnn_pooling_backward(fovea_dnn_engine *engine, fovea_dnn_pooling kind, const fovea_dnn_window *window,
                               const fovea_dnn_layout *source_gradient,
                               const fovea_dnn_layout *destination_gradient, const fovea_dnn_operation *forward,
                               fovea_dnn_operation **operation) {
#if DNNL_VERSION_MAJOR >= 3
  WITH_ATTRIBUTES(NULL, status = dnnl_pooling_backward_primitive_desc_create(
                            result, engine->engine, pooling_of(kind), L(source_gradient),
                            L(destination_gradient), window->stride, window->kernel, no_gaps,
                            window->padding_before, window->padding_after, fovea_operation_of(forward),
                            attributes));
#else
  dnnl_pooling_desc_t description;
  WITH_ATTRIBUTES(NULL, CREATE(dnnl_pooling_backward_desc_init(
                                   &description, pooling_of(kind), L(source_gradient), L(destination_gradient),
                                   window->stride, window->kernel, window->padding_before,
                                   window->padding_after),
                               description, fovea_operation_of(forward)));
#endif
}

static dnnl_alg_kind_t resampling_of(fovea_dnn_resampling kind) {
  return kind == FOVEA_DNN_NEAREST ? dnnl_resampling_nearest : dnnl_resampling_linear;
}

int fovea_dnn_resampling_forward(fovea_dnn_engine *engine, fovea_dnn_purpose purpose, fovea_dnn_resampling kind,
                                 const fovea_dnn_layout *source, const fovea_dnn_layout *destination,
                                 fovea_dnn_operation **operation) {
  // The factors follow from the two layouts.
#if DNNL_VERSION_MAJOR >= 3
  WITH_ATTRIBUTES(NULL, status = dnnl_resampling_forward_primitive_desc_create(
                            result, engine->engine, fovea_propagation(purpose), resampling_of(kind), NULL,
                            L(source), L(destination), attributes));
#else
  dnnl_resampling_desc_t description;
  WITH_ATTRIBUTES(NULL, CREATE(dnnl_resampling_forward_desc_init(&description, fovea_propagation(purpose),
                                                                 resampling_of(kind), NULL, L(source),
                                                                 L(destination)),
                               description, NULL));
#endif
}

int fovea_dnn_resampling_backward(fovea_dnn_engine *engine, fovea_dnn_resampling kind,
                                  const fovea_dnn_layout *source_gradient,
                                  const fovea_dnn_layout *destination_gradient,
                                  const fovea_dnn_operation *forward, fovea_dnn_operation **operation) {
#if DNNL_VERSION_MAJOR >= 3
  WITH_ATTRIBUTES(NULL, status = dnnl_resampling_backward_primitive_desc_create(
                            result, engine->engine, resampling_of(kind), NULL, L(source_gradient),
                            L(destination_gradient), fovea_operation_of(forward), attributes));
#else
  dnnl_resampling_desc_t description;
  WITH_ATTRIBUTES(NULL, CREATE(dnnl_resampling_backward_desc_init(&description, resampling_of(kind), NULL,
                                                                  L(source_gradient), L(destination_gradient)),
                               description, fovea_operation_of(forward)));
#endif
}
