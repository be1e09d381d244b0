## 语音与朗读：出了什么问题。

problem-speech_empty = 这里没有可以说的话。请用文字或数字写一句，例如：早上好！没有扣除点数。
problem-nothing_to_say = 语音 { $voice } 读这段文字时没有声音，请换个说法或换个语音。没有扣除点数。
problem-unsupported_script = { $near ->
        [none] 语音 { $voice } 不会读{ $script ->
                [Cjk] 汉字
                [Hiragana] 日文
                [Katakana] 日文
                [Hangul] 韩文
                [Cyrillic] 西里尔字母
                [Arabic] 阿拉伯文
                [Greek] 希腊文
                [Hebrew] 希伯来文
                [Devanagari] 天城文
                [Thai] 泰文
               *[other] { $script } 文字
            }，这里也没有语音会读。请换一种文字书写。没有扣除点数。
       *[other] 语音 { $voice } 不会读{ $script ->
                [Cjk] 汉字
                [Hiragana] 日文
                [Katakana] 日文
                [Hangul] 韩文
                [Cyrillic] 西里尔字母
                [Arabic] 阿拉伯文
                [Greek] 希腊文
                [Hebrew] 希伯来文
                [Devanagari] 天城文
                [Thai] 泰文
               *[other] { $script } 文字
            }，会读的语音有：{ $near }。没有扣除点数。
    }
problem-speech_too_long = 读完这段文字要超过 { $limit_s } 秒，这是上限。请缩短文字或加快语速。没有扣除点数。
problem-engine_missing = 语音 { $voice } 在这里不可用：{ $missing ->
        [package] 没有安装它的程序（piper-tts）。
       *[other] 文件夹 LIMNER_PIPER_MODELS 里没有模型。
    }请换一个语音，或联系本工作室的管理者。没有扣除点数。
problem-voice_unavailable = 语音 { $voice } 现在无法使用，请换一个。没有扣除点数。
problem-voice_unreachable = 连接不到语音 { $voice }，本机也没有语音能读这段文字。请一分钟后再试。没有扣除点数。

field-speech = 要朗读的文字
field-language = 语言
