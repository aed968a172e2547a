// Functions of single elements, and softmax.
#include "COneDNN+Internal.h"

// The variants whose gradient is computed from the destination, where there is one.
static dnnl_alg_kind_t training_algorithm(fovea_dnn_elementwise kind) {
  switch (kind) {
    case FOVEA_DNN_RELU: return dnnl_eltwise_relu_use_dst_for_bwd;
    case FOVEA_DNN_CLIP: return dnnl_eltwise_clip_v2_use_dst_for_bwd;
    case FOVEA_DNN_TANH: return dnnl_eltwise_tanh_use_dst_for_bwd;
    case FOVEA_DNN_LOGISTIC: return dnnl_eltwise_logistic_use_dst_for_bwd;
    default: return fovea_forward_algorithm(kind);
  }
}

int fovea_dnn_elementwise_uses_destination(fovea_dnn_elementwise kind) {
  return training_algorithm(kind) != fovea_forward_algorithm(kind);
}

int fovea_dnn_elementwise_forward(fovea_dnn_engine *engine, fovea_dnn_purpose purpose,
                                  fovea_dnn_elementwise kind, float alpha, float beta,
                                  const fovea_dnn_layout *data, fovea_dnn_operation **operation) {
  dnnl_alg_kind_t algorithm =
      purpose == FOVEA_DNN_TRAINING ? training_algorithm(kind) : fovea_forward_algorithm(kind);
#if DNNL_VERSION_MAJOR >= 3
  WITH_ATTRIBUTES(NULL, status = dnnl_eltwise_forward_primitive_desc_create(
                            result, engine->engine, fovea_propagation(purpose), algorithm, L(data), L(data),
                            alpha, beta, attributes));
#else
  dnnl_eltwise_desc_t description;
  WITH_ATTRIBUTES(NULL, CREATE(dnnl_eltwise_forward_desc_init(&description, fovea_propagation(purpose),
                                                              algorithm, L(data), alpha, beta),
                               description, NULL));
#endif
}

int fovea_dnn_elementwise_backward(fovea_dnn_engine *engine, fovea_dnn_elementwise kind, float alpha, float beta,
                                   const fovea_dnn_layout *gradient, const fovea_dnn_layout *data,
                                   const fovea_dnn_operation *forward, fovea_dnn_operation **operation) {
#if DNNL_VERSION_MAJOR >= 3
  WITH_ATTRIBUTES(NULL, status = dnnl_eltwise_backward_primitive_desc_create(
                            result, engine->engine, training_algorithm(kind), L(gradient), L(gradient), L(data),
                            alpha, beta, fovea_operation_of(forward), attributes));
#else
  dnnl_eltwise_desc_t description;
  WITH_ATTRIBUTES(NULL, CREATE(dnnl_eltwise_backward_desc_init(&description, training_algorithm(kind),
                                                               L(gradient), L(data), alpha, beta),
                               description, fovea_operation_of(forward)));
#endif
}

int fovea_dnn_softmax_forward(fovea_dnn_engine *engine, fovea_dnn_purpose purpose, int axis,
                              const fovea_dnn_layout *data, fovea_dnn_operation **operation) {
#if DNNL_VERSION_MAJOR >= 3
  WITH_ATTRIBUTES(NULL, status = dnnl_softmax_forward_primitive_desc_create(
                            result, engine->engine, fovea_propagation(purpose), dnnl_softmax_accurate, L(data),
                            L(data), axis, attributes));
#else
  dnnl_softmax_desc_t description;
  WITH_ATTRIBUTES(NULL, CREATE(dnnl_softmax_forward_desc_init(&description, fovea_propagation(purpose), L(data), axis),
                               description, NULL));
#endif
}

int fovea_dnn_softmax_backward(fovea_dnn_engine *engine, int axis, const fovea_dnn_layout *gradient,
                               const fovea_dnn_layout *destination, const fovea_dnn_operation *forward,
                               fovea_dnn_operation **operation) {
#if DNNL_VERSION_MAJOR >= 3
  WITH_ATTRIBUTES(NULL, status = dnnl_softmax_backward_primitive_desc_create(
                            result, engine->engine, dnnl_softmax_accurate, L(gradient), L(gradient),
                            L(destination), axis, fovea_operation_of(forward), attributes));
#else
  dnnl_softmax_desc_t description;
  WITH_ATTRIBUTES(NULL,
                  CREATE(dnnl_softmax_backward_desc_init(&description, L(gradient), L(destination), axis),
                         description, fovea_operation_of(forward)));
#endif
}
