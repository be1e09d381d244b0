## 点数池：活动期间由服务器或频道付点数

problem-pool_name_unfit = “{ $name }”不能用作点数池的名字：请用小写字母、数字和连字符，最多 32 个，例如 summer-party。
problem-pool_ended = 点数池“{ $name }”已结束，没有发放点数。请新开一个。
problem-more_than_alone = 一位管理员每天单独最多可发放 { $limit } 点（给人和点数池合计），你已发放 { $given } 点。可以请另一位管理员，或由运行者在机器上发放。

pool-line = • { $name }：剩 { $left } 点，占用 { $held } 点，用于 { $scope }，{ $ended ->
        [yes] 已于 { $until } 结束
       *[no] 到 { $until } 为止
    }
pools-none = 没有点数池。

command-pools = 列出点数池
command-pool_open = 开一个点数池：一段时间内由本服务器或频道付点数
command-pool_add = 给点数池增加点数
command-pool_end = 立即结束点数池，剩余点数作废

option-pool_open-name = 名称：小写字母、数字、连字符
option-pool_open-credits = 预算点数
option-pool_open-days = 持续天数
option-pool_open-scope = server、channel，或如 discord:channel:456 的地方；默认本服务器
option-pool_add-pool = 哪个点数池
option-pool_add-credits = 增加多少点
option-pool_end-pool = 哪个点数池

field-pool = 点数池
field-scope = 地方
