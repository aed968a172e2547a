// What all operations are created with.
#include "COneDNN+Internal.h"

dnnl_alg_kind_t fovea_forward_algorithm(fovea_dnn_elementwise kind) {
  switch (kind) {
    case FOVEA_DNN_RELU: return dnnl_eltwise_relu;
    case FOVEA_DNN_CLIP: return dnnl_eltwise_clip_v2;
    case FOVEA_DNN_TANH: return dnnl_eltwise_tanh;
    case FOVEA_DNN_LOGISTIC: return dnnl_eltwise_logistic;
    case FOVEA_DNN_SWISH: return dnnl_eltwise_swish;
    case FOVEA_DNN_GELU: return dnnl_eltwise_gelu_erf;
    case FOVEA_DNN_LINEAR: return dnnl_eltwise_linear;
  }
  return dnnl_alg_kind_undef;
}

static dnnl_status_t fuse(const fovea_dnn_fusion *fusion, dnnl_primitive_attr_t attributes) {
  if (!fusion || (!fusion->adds_to_destination && !fusion->has_activation)) return dnnl_success;
  dnnl_post_ops_t steps = NULL;
  dnnl_status_t status = dnnl_post_ops_create(&steps);
  if (status != dnnl_success) return status;
#if DNNL_VERSION_MAJOR >= 3
  if (fusion->adds_to_destination) status = dnnl_post_ops_append_sum(steps, 1, 0, dnnl_data_type_undef);
  if (status == dnnl_success && fusion->has_activation)
    status = dnnl_post_ops_append_eltwise(steps, fovea_forward_algorithm(fusion->activation), fusion->alpha,
                                          fusion->beta);
#else
  if (fusion->adds_to_destination) status = dnnl_post_ops_append_sum(steps, 1);
  if (status == dnnl_success && fusion->has_activation)
    status = dnnl_post_ops_append_eltwise(steps, 1, fovea_forward_algorithm(fusion->activation), fusion->alpha,
                                          fusion->beta);
#endif
  if (status == dnnl_success) status = dnnl_primitive_attr_set_post_ops(attributes, steps);
  dnnl_post_ops_destroy(steps);
  return status;
}

dnnl_status_t fovea_attributes_create(const fovea_dnn_fusion *fusion, dnnl_primitive_attr_t *attributes) {
  dnnl_status_t status = dnnl_primitive_attr_create(attributes);
  if (status != dnnl_success) return status;
  status = dnnl_primitive_attr_set_scratchpad_mode(*attributes, dnnl_scratchpad_mode_user);
  if (status == dnnl_success) status = fuse(fusion, *attributes);
  if (status != dnnl_success) dnnl_primitive_attr_destroy(*attributes);
  return status;
}
