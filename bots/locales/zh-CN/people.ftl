# 一个人，多个平台
command-link = 在 Discord、Telegram 和网页上共用点数与历史
command-unlink = 把这里与你的其他账号分开
option-link-code = 在另一个平台输入 /link 得到的代码
field-code = 代码
link-code =
    你的代码：{ $code }
    请在 { $until } 之前到另一个平台输入 /link { $code }，只能用一次。不要告诉任何人：谁输入它，谁就共用你的点数和历史。
link-done = 现在你在这些地方是同一个人：{ $platforms }。
link-page = 网页
link-parted = 这个平台从头开始。点数和历史留在你的其他账号里。

problem-code_wrong = 没有这个代码。请在另一个平台输入 /link 获取新代码。一切照旧。
problem-code_used = 这个代码已经用过。请在另一个平台输入 /link 获取新代码。一切照旧。
problem-code_expired = 这个代码已过期。请在另一个平台输入 /link 获取新代码。一切照旧。
problem-own_code = 这个代码就是在这里生成的，请到另一个平台输入。一切照旧。
problem-already_linked = 这两个账号已经关联。一切照旧。
problem-too_many_codes = 输错的代码太多，请 { $minutes } 分钟后再试。
problem-not_linked = 这个平台没有和其他平台关联。
problem-link_in_private = 代码只给你一个人看：请在私聊里对我输入 /link。
problem-role_too_high = 你不能授予或收回 { $role } 这个角色。
