# 命令无法完成时看到的文字。

error-in-server = 请在服务器中使用此命令，私信中无法使用。
error-not-allowed = 这需要「管理服务器」权限，或获得授权的身份组。
error-retry-later = 暂时没有成功，但没有丢失任何数据，请一分钟后再试。（编号 { $reference }）
error-staff-told = 目前无法完成，已通知管理团队如何处理。（编号 { $reference }）
error-unexpected = 出了点问题，请再试一次；如果再次发生，请把此编号告诉管理团队：{ $reference }
