## 只有网页和接口才会拒绝的

problem-form_unreadable = 这不是我能读取的表单。请以 multipart/form-data 发送，最多 60 个字段、4 个文件。没有扣除点数。
problem-range_unusable = 文件只有 { $bytes } 字节，请在这个范围内取。
