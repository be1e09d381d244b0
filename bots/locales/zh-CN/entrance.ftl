# 登录网页
command-login = 获取只能用一次的网页登录链接
login-link =
    你的网页登录链接，五分钟内有效，只能用一次：
    { $link }
    不要给任何人：谁打开它，谁在那里就是你。
problem-login_in_private = 登录链接只给你一个人看：请在私聊里对我输入 /login。
problem-page_unknown = 管理员还没有设置网页地址（LIMNER_PAGE_URL），所以没有链接。
problem-link_spent = 这个链接已失效：链接五分钟内有效，只能用一次。请在聊天里输入 /login 获取新的。
problem-too_many_links = 获取链接太频繁，请 { $minutes } 分钟后再试。
problem-too_fast = 太快了，请 { $seconds } 秒后再试。
problem-form_outdated = 这个表单来自另一次登录。请重新打开页面再做一次；一切照旧。
enter-as =
    以 { $name }{ $platform ->
        [none] {""}
       *[other] （{ $platform }）
    } 的身份登录？
enter-button = 登录
enter-once = 链接只能用一次。登录最长保持一周。
enter-home = 打开网页
account-of =
    你已登录{ $platform ->
        [none] {""}
       *[other] ，使用 { $platform } 账号
    }。
account-until = 最晚到 { $until }。
account-admin = 管理工作室
account-pictures = 我的图片
account-leave = 退出登录
account-leave-everywhere = 在所有设备退出
account-button = { $name } 的账号
