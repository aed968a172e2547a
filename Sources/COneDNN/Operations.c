// One function an operation. Version 2 fills an operation descriptor and creates from that; version 3 takes
// the same arguments at once.
#include "COneDNN+Internal.h"

#define L(layout) fovea_descriptor_of(layout)

static dnnl_prop_kind_t propagation(fovea_dnn_purpose purpose) {
  return purpose == FOVEA_DNN_TRAINING ? dnnl_forward_training : dnnl_forward_inference;
}

static dnnl_alg_kind_t forward_algorithm(fovea_dnn_elementwise kind) {
  switch (kind) {
    case FOVEA_DNN_RELU: return dnnl_eltwise_relu;
    case FOVEA_DNN_TANH: return dnnl_eltwise_tanh;
    case FOVEA_DNN_LOGISTIC: return dnnl_eltwise_logistic;
  }
  return dnnl_alg_kind_undef;
}

// The variants whose gradient is computed from the destination.
static dnnl_alg_kind_t training_algorithm(fovea_dnn_elementwise kind) {
  switch (kind) {
    case FOVEA_DNN_RELU: return dnnl_eltwise_relu_use_dst_for_bwd;
    case FOVEA_DNN_TANH: return dnnl_eltwise_tanh_use_dst_for_bwd;
    case FOVEA_DNN_LOGISTIC: return dnnl_eltwise_logistic_use_dst_for_bwd;
  }
  return dnnl_alg_kind_undef;
}

// Attributes for all operations: the caller gives the scratchpad, so that one primitive can run in several
// threads at once, each with its own; and what is fused.
static dnnl_status_t attributes_create(const fovea_dnn_fusion *fusion, dnnl_primitive_attr_t *attributes) {
  dnnl_status_t status = dnnl_primitive_attr_create(attributes);
  if (status != dnnl_success) return status;
  status = dnnl_primitive_attr_set_scratchpad_mode(*attributes, dnnl_scratchpad_mode_user);
  if (status == dnnl_success && fusion && fusion->has_activation) {
    dnnl_post_ops_t steps = NULL;
    status = dnnl_post_ops_create(&steps);
    if (status == dnnl_success) {
#if DNNL_VERSION_MAJOR >= 3
      status = dnnl_post_ops_append_eltwise(steps, forward_algorithm(fusion->activation), fusion->alpha, 0);
#else
      status = dnnl_post_ops_append_eltwise(steps, 1, forward_algorithm(fusion->activation), fusion->alpha, 0);
#endif
      if (status == dnnl_success) status = dnnl_primitive_attr_set_post_ops(*attributes, steps);
      dnnl_post_ops_destroy(steps);
    }
  }
  if (status != dnnl_success) dnnl_primitive_attr_destroy(*attributes);
  return status;
}

// The body that all creators share: `create` is the version's call, which sees `attributes` and `result`.
#define WITH_ATTRIBUTES(fusion, create)                                   \
  do {                                                                    \
    dnnl_primitive_attr_t attributes;                                     \
    dnnl_status_t status = attributes_create(fusion, &attributes);        \
    if (status != dnnl_success) return status;                            \
    dnnl_primitive_desc_t *result = (dnnl_primitive_desc_t *)operation;   \
    (void)result;                                                         \
    create;                                                               \
    dnnl_primitive_attr_destroy(attributes);                              \
    return status;                                                        \
  } while (0)

#if DNNL_VERSION_MAJOR >= 3
#define FORWARD_OF(forward) fovea_operation_of(forward)
#else
// Creates from a filled descriptor, if filling it succeeded.
#define CREATE(fill, description, forward)                                                            \
  status = fill;                                                                                      \
  if (status == dnnl_success)                                                                         \
  status = dnnl_primitive_desc_create(result, &description, attributes, engine->engine, forward)
#endif

int fovea_dnn_inner_product_forward(fovea_dnn_engine *engine, fovea_dnn_purpose purpose,
                                    const fovea_dnn_layout *source, const fovea_dnn_layout *weights,
                                    const fovea_dnn_layout *bias, const fovea_dnn_layout *destination,
                                    const fovea_dnn_fusion *fusion, fovea_dnn_operation **operation) {
#if DNNL_VERSION_MAJOR >= 3
  WITH_ATTRIBUTES(fusion, status = dnnl_inner_product_forward_primitive_desc_create(
                              result, engine->engine, propagation(purpose), L(source), L(weights), L(bias),
                              L(destination), attributes));
#else
  dnnl_inner_product_desc_t description;
  WITH_ATTRIBUTES(fusion, CREATE(dnnl_inner_product_forward_desc_init(&description, propagation(purpose),
                                                                      L(source), L(weights), L(bias),
                                                                      L(destination)),
                                 description, NULL));
#endif
}

int fovea_dnn_inner_product_backward_data(fovea_dnn_engine *engine, const fovea_dnn_layout *source_gradient,
                                          const fovea_dnn_layout *weights,
                                          const fovea_dnn_layout *destination_gradient,
                                          const fovea_dnn_operation *forward, fovea_dnn_operation **operation) {
#if DNNL_VERSION_MAJOR >= 3
  WITH_ATTRIBUTES(NULL, status = dnnl_inner_product_backward_data_primitive_desc_create(
                            result, engine->engine, L(source_gradient), L(weights), L(destination_gradient),
                            FORWARD_OF(forward), attributes));
#else
  dnnl_inner_product_desc_t description;
  WITH_ATTRIBUTES(NULL, CREATE(dnnl_inner_product_backward_data_desc_init(&description, L(source_gradient),
                                                                          L(weights), L(destination_gradient)),
                               description, fovea_operation_of(forward)));
#endif
}

int fovea_dnn_inner_product_backward_weights(fovea_dnn_engine *engine, const fovea_dnn_layout *source,
                                             const fovea_dnn_layout *weights_gradient,
                                             const fovea_dnn_layout *bias_gradient,
                                             const fovea_dnn_layout *destination_gradient,
                                             const fovea_dnn_operation *forward,
                                             fovea_dnn_operation **operation) {
#if DNNL_VERSION_MAJOR >= 3
  WITH_ATTRIBUTES(NULL, status = dnnl_inner_product_backward_weights_primitive_desc_create(
                            result, engine->engine, L(source), L(weights_gradient), L(bias_gradient),
                            L(destination_gradient), FORWARD_OF(forward), attributes));
#else
  dnnl_inner_product_desc_t description;
  WITH_ATTRIBUTES(NULL, CREATE(dnnl_inner_product_backward_weights_desc_init(
                                   &description, L(source), L(weights_gradient), L(bias_gradient),
                                   L(destination_gradient)),
                               description, fovea_operation_of(forward)));
#endif
}

int fovea_dnn_elementwise_forward(fovea_dnn_engine *engine, fovea_dnn_purpose purpose,
                                  fovea_dnn_elementwise kind, float alpha, const fovea_dnn_layout *data,
                                  fovea_dnn_operation **operation) {
  dnnl_alg_kind_t algorithm =
      purpose == FOVEA_DNN_TRAINING ? training_algorithm(kind) : forward_algorithm(kind);
#if DNNL_VERSION_MAJOR >= 3
  WITH_ATTRIBUTES(NULL, status = dnnl_eltwise_forward_primitive_desc_create(
                            result, engine->engine, propagation(purpose), algorithm, L(data), L(data), alpha, 0,
                            attributes));
#else
  dnnl_eltwise_desc_t description;
  WITH_ATTRIBUTES(NULL, CREATE(dnnl_eltwise_forward_desc_init(&description, propagation(purpose), algorithm,
                                                              L(data), alpha, 0),
                               description, NULL));
#endif
}

int fovea_dnn_elementwise_backward(fovea_dnn_engine *engine, fovea_dnn_elementwise kind, float alpha,
                                   const fovea_dnn_layout *gradient, const fovea_dnn_layout *destination,
                                   const fovea_dnn_operation *forward, fovea_dnn_operation **operation) {
#if DNNL_VERSION_MAJOR >= 3
  WITH_ATTRIBUTES(NULL, status = dnnl_eltwise_backward_primitive_desc_create(
                            result, engine->engine, training_algorithm(kind), L(gradient), L(gradient),
                            L(destination), alpha, 0, FORWARD_OF(forward), attributes));
#else
  dnnl_eltwise_desc_t description;
  WITH_ATTRIBUTES(NULL, CREATE(dnnl_eltwise_backward_desc_init(&description, training_algorithm(kind),
                                                               L(gradient), L(destination), alpha, 0),
                               description, fovea_operation_of(forward)));
#endif
}

int fovea_dnn_softmax_forward(fovea_dnn_engine *engine, fovea_dnn_purpose purpose, int axis,
                              const fovea_dnn_layout *data, fovea_dnn_operation **operation) {
#if DNNL_VERSION_MAJOR >= 3
  WITH_ATTRIBUTES(NULL, status = dnnl_softmax_forward_primitive_desc_create(
                            result, engine->engine, propagation(purpose), dnnl_softmax_accurate, L(data),
                            L(data), axis, attributes));
#else
  dnnl_softmax_desc_t description;
  WITH_ATTRIBUTES(NULL, CREATE(dnnl_softmax_forward_desc_init(&description, propagation(purpose), L(data), axis),
                               description, NULL));
#endif
}

int fovea_dnn_softmax_backward(fovea_dnn_engine *engine, int axis, const fovea_dnn_layout *gradient,
                               const fovea_dnn_layout *destination, const fovea_dnn_operation *forward,
                               fovea_dnn_operation **operation) {
#if DNNL_VERSION_MAJOR >= 3
  WITH_ATTRIBUTES(NULL, status = dnnl_softmax_backward_primitive_desc_create(
                            result, engine->engine, dnnl_softmax_accurate, L(gradient), L(gradient),
                            L(destination), axis, FORWARD_OF(forward), attributes));
#else
  dnnl_softmax_desc_t description;
  WITH_ATTRIBUTES(NULL,
                  CREATE(dnnl_softmax_backward_desc_init(&description, L(gradient), L(destination), axis),
                         description, fovea_operation_of(forward)));
#endif
}

// While training the batch's statistics are computed and written; at inference the running ones are read.
static unsigned normalization_flags(fovea_dnn_purpose purpose) {
  unsigned flags = dnnl_use_scale | dnnl_use_shift;
  return purpose == FOVEA_DNN_TRAINING ? flags : flags | dnnl_use_global_stats;
}

int fovea_dnn_batch_normalization_forward(fovea_dnn_engine *engine, fovea_dnn_purpose purpose, float epsilon,
                                          const fovea_dnn_layout *data, fovea_dnn_operation **operation) {
  unsigned flags = normalization_flags(purpose);
#if DNNL_VERSION_MAJOR >= 3
  WITH_ATTRIBUTES(NULL, status = dnnl_batch_normalization_forward_primitive_desc_create(
                            result, engine->engine, propagation(purpose), L(data), L(data), epsilon, flags,
                            attributes));
#else
  dnnl_batch_normalization_desc_t description;
  WITH_ATTRIBUTES(NULL, CREATE(dnnl_batch_normalization_forward_desc_init(&description, propagation(purpose),
                                                                          L(data), epsilon, flags),
                               description, NULL));
#endif
}

int fovea_dnn_batch_normalization_backward(fovea_dnn_engine *engine, float epsilon,
                                           const fovea_dnn_layout *gradient, const fovea_dnn_layout *data,
                                           const fovea_dnn_operation *forward, fovea_dnn_operation **operation) {
  unsigned flags = normalization_flags(FOVEA_DNN_TRAINING);
#if DNNL_VERSION_MAJOR >= 3
  WITH_ATTRIBUTES(NULL, status = dnnl_batch_normalization_backward_primitive_desc_create(
                            result, engine->engine, dnnl_backward, L(gradient), L(gradient), L(data), epsilon,
                            flags, FORWARD_OF(forward), attributes));
#else
  dnnl_batch_normalization_desc_t description;
  WITH_ATTRIBUTES(NULL, CREATE(dnnl_batch_normalization_backward_desc_init(&description, dnnl_backward,
                                                                           L(gradient), L(data), epsilon, flags),
                               description, fovea_operation_of(forward)));
#endif
}

int fovea_dnn_reorder(fovea_dnn_engine *engine, const fovea_dnn_layout *from, const fovea_dnn_layout *to,
                      fovea_dnn_operation **operation) {
  WITH_ATTRIBUTES(NULL, status = dnnl_reorder_primitive_desc_create(result, L(from), engine->engine, L(to),
                                                                    engine->engine, attributes));
}

int fovea_dnn_add(fovea_dnn_engine *engine, const fovea_dnn_layout *left, const fovea_dnn_layout *right,
                  const fovea_dnn_layout *destination, fovea_dnn_operation **operation) {
#if DNNL_VERSION_MAJOR >= 3
  WITH_ATTRIBUTES(NULL, status = dnnl_binary_primitive_desc_create(result, engine->engine, dnnl_binary_add,
                                                                   L(left), L(right), L(destination),
                                                                   attributes));
#else
  dnnl_binary_desc_t description;
  WITH_ATTRIBUTES(NULL, CREATE(dnnl_binary_desc_init(&description, dnnl_binary_add, L(left), L(right),
                                                     L(destination)),
                               description, NULL));
#endif
}
