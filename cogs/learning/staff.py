"""`/certificate`: staff revoke certificates."""

from discord import app_commands

from bot.discord.client import Interaction, LyceumClient
from bot.discord.layout import say
from bot.learning.certificate_service import CertificateService
from cogs.ui.checks import StaffGroup, needs
from cogs.ui.interactions import guild_of


class CertificatesCog(
    StaffGroup, group_name="certificate", group_description="Manage certificates"
):
    """Staff's command for certificates."""

    def __init__(self, certificates: CertificateService) -> None:
        self._certificates = certificates

    @needs("manage")
    @app_commands.command(description="Make a certificate invalid")
    @app_commands.describe(number="The number on the certificate")
    async def revoke(
        self, interaction: Interaction, number: app_commands.Range[str, 16, 40]
    ) -> None:
        """Revoke a certificate of this server."""
        await self._certificates.revoke(guild_of(interaction).id, interaction.user.id, number)
        translate = interaction.client.translator(interaction)
        await say(interaction, translate("learn-certificate-invalid"), state="good")


async def setup(client: LyceumClient) -> None:
    """Add the command."""
    await client.add_cog(CertificatesCog(client.services.learning.certificates))
