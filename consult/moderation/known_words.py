"""Capitals that are no one's name: places, dates, bodies, peoples, ordinary words."""

from __future__ import annotations

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.casefold().split())


PLACES: Final = _words(
    """
    Armentières Armentieres Attargette Chanzy Bizet Briqueterie Briquetterie Salengro Roger Lys
    Houplines Erquinghem Nieppe Frelinghien Chapelle Prémesques Pérenchies Lille Lomme
    Lambersart Roubaix Tourcoing Villeneuve Ascq Wattrelos Hem Loos Seclin Haubourdin Bailleul
    Hazebrouck Dunkerque Calais Lens Liévin Valenciennes Douai Arras Nord Pas Hauts France
    Flandre Flandres Belgique Ploegsteert Comines Ypres Mouscron Paris Europe Afrique Maroc
    Algérie Tunisie Portugal Pologne Italie Espagne Turquie Syrie Ukraine Comores Guinée Congo
    Sénégal Mali Métropole Européenne Prés Octroi Vauban Mairie République Saint Vaast Notre
    Dame Jaurès Jean Gambetta Hugo Victor Ferry Jules Zola Pasteur Curie Barbusse Thiers
    Faidherbe Général Gaulle Leclerc Gare Ouest Est Sud Quartier Place Rue Avenue Boulevard Cité
    Résidence
    """
)
CALENDAR: Final = _words(
    """
    janvier février mars avril mai juin juillet août septembre octobre novembre décembre lundi
    mardi mercredi jeudi vendredi samedi dimanche noël pâques ramadan aïd toussaint pentecôte
    carême
    """
)
BODIES: Final = _words(
    """
    État Etat Ville Région Département Commune Mairie Préfecture Métropole Centre Social Sociale
    CAF Caf CCAS Ccas CPAM Cpam PMI Pmi MEL Mel QPV Qpv Pôle Pole Emploi France Travail Mission
    Locale Ilévia Ilevia SNCF Sncf TER Ter Restos Secours Populaire Catholique Emmaüs Emmaus
    Croix Rouge Banque Alimentaire Samu Police Nationale Municipale Gendarmerie Poste Maison
    École Ecole Collège College Lycée Lycee Université CMP Cmp Partenord Habitat Vilogia LMH Lmh
    Sia Tisserin Conseil Citoyen Citoyens Francais Arabe Anglais Facebook Internet Google
    Whatsapp Instagram Tiktok Snapchat Doctolib Ameli Wifi Netflix Lidl Aldi Auchan Carrefour
    Leclerc Intermarché Action Parcoursup Pronote Covid Dieu Bus Vélo Insertion Culture Sport
    Jeunesse Famille Familles Santé Bonjour Merci Madame Monsieur Mme Mr Messieurs Mesdames
    Maire Président Préfet Ministre Docteur Association Associations OK Ok SMS Sms
    Alzheimer Parkinson
    """
)
# Ordinary words that people capitalise after a comma or for weight.
ORDINARY: Final = _words(
    """
    Je J Tu Il Elle On Nous Vous Ils Elles Le La Les L Un Une Des De Du D Et Ou Mais Donc Or Ni
    Car Que Qu Qui Quand Quoi Où Pour Par Pas Plus Moins Très Trop Bien Mon Ma Mes Ton Ta Tes
    Son Sa Ses Notre Nos Votre Vos Leur Leurs Ce C Cet Cette Ces Ça Ca Cela Ceux Y A En Au Aux
    Avec Sans Dans Sur Sous Chez Comme Comment Combien Pourquoi Si S Se Est Sont Ont Ai Faut
    Faudrait Manque Beaucoup Toujours Jamais Rien Tout Tous Toute Toutes Aussi Alors Depuis
    Avant Après Apres Même Meme Surtout Voilà Voila Svp Bravo Non Oui Enfants Enfant Jeunes
    Parents Habitants Gens Personne Stop Enfin Ici Là Aucun Aucune Moi Toi Lui
    """
)
PEOPLES: Final = _words(
    """
    Français Française Belge Algérien Algérienne Algériens Marocain Marocaine Marocains Tunisien
    Tunisienne Portugais Portugaise Polonais Polonaise Italien Italienne Turc Turque Ukrainien
    Ukrainienne Syrien Syrienne Congolais Congolaise Sénégalais Malien Rom Roms Arabes Européen
    Musulman Musulmane Musulmans Chrétien Juif Armentiérois Armentiéroise Chti Ch Ti Maman
    Mamans Papa Mamie Papi Papy
    """
)
KNOWN: Final = PLACES | CALENDAR | BODIES | PEOPLES | ORDINARY
