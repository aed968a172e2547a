int fovea_onednn_stub;
