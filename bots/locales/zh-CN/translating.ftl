## 模型读不懂的语言写的描述。

note-translated = 你的{ $field }译为：
note-translation_failed = 翻译失败，所以按原文画了；模型可能读不懂这种语言。
note-translation_cut = 译文太长：只读了前 { $limit } 个字符。
