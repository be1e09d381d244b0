# 用哪种语言回答
command-language = 选择我回答你时用的语言
option-language-language = en、中文，或 app（跟随应用）；留空则显示当前设置
language-own-name = 中文
language-app = 跟随应用
language-now = 你当前的语言：{ $language }。在所有已关联的平台上都有效。
language-set = 从现在起我用这种语言回答你。已选择：{ $language }。
language-follows-app = 从现在起我用你应用的语言回答你。
