# 命令无法完成时看到的文字。

error-in-server = 请在相应的服务器里使用此命令，私信中无法使用。
error-not-allowed = 此命令仅供服务器管理团队使用。
error-retry-later = 暂时没有成功，数据没有丢失，请一分钟后再试。（编号 { $reference }）
error-staff-told = 目前无法完成，已通知管理团队处理。（编号 { $reference }）
error-unexpected = 我们这边出了问题，请再试一次；若再次发生，请把此编号告诉管理团队：{ $reference }
