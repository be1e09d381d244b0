## 方案：大家可以使用什么

problem-plan_built_in = 方案“{ $plan }”是内置的，跟随工作室的设置。请另建一个；若要对所有人生效，把它分配给 role:member。
problem-plan_in_use = 方案“{ $plan }”仍被分配给 { $users } 处。请先在那里取消。
