# 工具的许可证密钥。

licence-off = 许可证功能尚未启用。机器人的所有者需要先设置 LICENCE_SECRET。
licence-choose-from-list = 请从输入时出现的列表中选择工具。
licence-title = 你的许可证
licence-none-yours = 你在这里没有带许可证的工具。
licence-not-yours = 你没有这个工具。
licence-none = 这位成员还没有该工具的许可证。成员第一次查看时会自动生成。
licence-no-such-key = 这里没有使用这个密钥的许可证。
licence-bad-limit = 设备数必须在 0 到 { $most } 之间。
licence-imported = 这个密钥是从别处导入的，无法再次显示。
licence-devices = 已在 { $devices } / { $most } 台设备上激活。
licence-ends = 有效期至 { $at }。
licence-is-revoked = ⚠️ 此密钥已被收回。原因请咨询管理团队。
licence-is-suspended = ⚠️ 付款存在争议，此密钥暂停使用。
licence-is-ended = ⚠️ 你已不再拥有该工具，此密钥已失效。
licence-note = 请不要外传密钥。
licence-note-free = 要换设备，请先在下方释放一台设备。
licence-more = 还有 { $count } 个：在命令后选择工具即可查看。
licence-menu = 释放「{ $title }」的设备
licence-button-key = 许可证密钥

licence-of = 「{ $title }」的许可证
licence-buyer = 买家：{ $member }
licence-buyer-unknown = 买家：未知（在别处售出）
licence-key = 密钥：`{ $key }`
licence-key-imported = 密钥：从别处导入，只保存了哈希值
licence-state-ok = 状态：有效
licence-state-revoked = 状态：已被管理团队收回
licence-state-suspended = 状态：暂停（付款存在争议）
licence-state-ended = 状态：已失效（买家不再拥有该工具）
licence-device = - { $device }，{ $at }起
licence-devices-more = - 另有 { $count } 台
licence-made = 创建于 { $at }
licence-button-limit = 修改上限
licence-button-free = 释放所有设备
licence-button-replace = 换新密钥
licence-button-revoke = 收回
licence-button-restore = 恢复
licence-replace = 要为这个许可证换新密钥吗？旧密钥会立即失效，所有设备都会被释放。
licence-form-title = 设备数上限
licence-form-devices = 密钥可在几台设备上使用

licence-imported-keys = { $count ->
    [0] 文件中没有「{ $title }」的新密钥。
   *[other] 已为「{ $title }」导入 { $count } 个密钥，只保存哈希值。
}
licence-imported-before = 有 { $count } 个之前已经导入，保持不变。
licence-import-faults = 有 { $count } 行需要改正
licence-import-nothing = 没有导入任何密钥。请改正文件后重新导入。
licence-import-line = **第 { $line } 行**：{ $what }
licence-import-too-large = 文件太大：上限为 { $limit } MiB，请拆分后再导入。
licence-import-meanwhile = 其中一些密钥刚刚被同时导入，因此这次没有导入任何密钥。请重试。
licence-import-no-text = 文件不是 UTF-8 文本
licence-import-heading = 标题行必须有 key 列，还可以有 discord_id、devices 和 ends，每列只能出现一次
licence-import-empty = 标题行下面没有密钥
licence-import-quotes = 引号不匹配，从这里开始无法读取文件
licence-import-too-many = 一个文件最多 { $most } 个密钥
licence-import-no-key = 没有密钥
licence-import-length = 密钥的长度应为 { $least } 到 { $most } 个字符
licence-import-letters = 密钥中有无法输入的字符
licence-import-key-twice = 第 { $earlier } 行也有这个密钥
licence-import-member-twice = 第 { $earlier } 行也有这位成员，而每位成员对一个工具只能有一个密钥
licence-import-member = 这不是 Discord ID（17 到 19 位数字）
licence-import-devices = 设备数必须在 1 到 { $most } 之间
licence-import-ends = 这不是日期，应写成 2027-01-31 这样
licence-import-used = 这个密钥已用于其他工具或成员
licence-import-has-one = 这位成员对该工具已有另一个密钥
