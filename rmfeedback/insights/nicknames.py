"""Short forms of first names, and first names common enough to be noticed without a roster.

Each group of `_GROUPS`, between bars, is one name: its full forms and its short ones, in English, German and
other usage. A missing form costs a question to HR, or a look at the review desk; a surplus one costs little.
"""

from functools import cache

from .diminutives import diminutives

_GROUPS = """
abigail abby gail | adelheid heidi adele | albert al bert bertie albrecht | alejandro ale jandro | aleksandra
ola alexandra alex sandra lexi sascha | alexander alex alec sandy sascha xander lex alexandros aleksander olek
alessandro sandro | alfred alf fred freddy alfredo | alice ali allie | amanda mandy manda | amelia amy millie
mia amelie | andrea andi andie drea | andreas andrew andy andi drew andrzej andre andrei andres anders |
angela angie angelika geli angelica gela | anastasia nastya ana stacy | anna anne ann annie anni anya ania
anja hannah annika anita nina annette | anthony tony ant anton toni antonio antonia toni | archibald archie |
arthur art artie | astrid asti | barbara barb barbie babs babsi bärbel basia | beatrice bea trixie beatrix |
benjamin ben benny benji benedikt benedict bene | bernard bernie bernhard bernd | brigitte gitte gitta birgit
biggi | bogdan bodo | caroline carolin caro carrie carol karoline karolina lina | catherine cathy cate
kate katie kat kitty katherine kathryn | katharina kathi käthe kati katja katrin kathrin trina rina nina kasia
katarzyna catarina katerina | charles charlie chuck chas karl carl carlos karel | charlotte charlie lotte
lottie lotta | christina christine chris chrissy tina christiane christa krystyna kristin kirsten stina |
christian chris | christopher chris kit topher christoph stoph kris krzysztof krzysiek | claudia clau claudi |
clemens clem clement | constance connie konstanze | constantin konstantin kostas costas | cornelia conny
connie nelly | cynthia cindy | daniel dan danny dani daniela danielle | david dave davy dawid | deborah deb
debs debbie | dennis den denny | dmitri dmitry dima mitya dimitrios | dominik dominic dom nick domi | dorothea
doro dorothy dot dottie thea | dietrich dieter didi | douglas doug | eduard edward ed eddie ted teddy ned
eduardo edi edek | eleanor ellie nell nora leonore eleonore elli | elena lena helena helen helene nell leni
ela ilona | elisabeth elizabeth liz lizzie beth betty betsy eliza lisa elli lisbeth sissi bettina libby
elise | emanuel manuel manu manny emmanuel | emily em emmy emilia emma millie | ernst ernest ernie | eugene
gene evgeny zhenya jewgeni | ewa eva evi eve | evelyn evie eve | felix fee felicitas feli | fernando nando fer
| florian flo | frances fran franny francesca franziska franzi fanny sissi | francis frank franz frankie
francisco paco pancho francesco franco franciszek | frederick fred freddie rick friedrich fritz frederik
fredrik federico | friederike rike fritzi frederike | gabriel gabe gabriele gabi gaby gabriela | geoffrey
geoff jeff jeffrey | georg george schorsch jörg jurij jerzy jorge | gerald gerry gerhard gerd jerry | gerda
gertrud trude trudi gertrude trudy | giovanni gianni vanni | giuseppe beppe peppe | grzegorz greg gregor
gregory grzesiek | guillermo memo | gwendolyn gwen | hans johannes johann jo hannes hansi jan jens joan |
harold harry hal harald harri henry heinrich heinz heiner | heini hank henrik hendrik heiko enrique henri |
heike heiki | helmut helle | herbert herb bert | hubert hubi bert | ibrahim ibo ebrahim | ignacio nacho |
ignatius iggy | ilse ilsa | ines inés | ingeborg inge inga ingrid | irene reni irena | isabel isabella
isabelle bella izzy bel isa | ivan vanya | jacob jake jakob jack köbi kuba jakub | jacqueline jackie jacky |
james jim jimmy jamie jem | jamal jam | janet jan jane janine | janusz jan | jason jase | jean jeanne |
jennifer jen jenny jenna | jessica jess jessie | joachim achim jochen joaquin quim | joanna joanne jo joana
asia johanna hanna hanni | john jack johnny jon jonny juan ivan jean joão | jonathan jon jonny nathan jonas |
jose pepe josé | joseph joe joey josef sepp jupp beppo jozef yusuf | josephine josie jo josefine fini | joshua
josh | judith judy | julia jule jules juli julie julka giulia | julian jule jules | jürgen jürg jogi | karin
kari | kenneth ken kenny | kimberly kim kimberley | klaus claus niklas nikolaus nicholas nick nicky niko nico
nicolas nikolai kolya klausi | ladislav laco | lars lasse laurence larry lawrence lorenz lenz laurenz lorenzo
laurent lars | laura laurie lori | leo leon leonard lenny leonardo leonhard len | leonie leo loni | leticia
leti letty | louis lou lewis louie ludwig lutz luis luigi wiggerl lucho | louise lou luisa lulu luise isa |
lucas luke lukas luka luca | lucy lucia luzie lucie lu | ludmila mila lyuda | magdalena magda lena leni maggie
| malcolm mal | małgorzata gosia margaret maggie meg peggy madge marge margie | margarete gretel grete greta
margret gretchen margherita margarita rita daisy | manfred manni fred | marcus marc mark marek marco markus
marcos | maria marie mary mia mimi mizzi mitzi marisa marika maja polly molly mariam maryam | marianne nanni |
mariana mari | martin marty tino marcin martín | martina tina | matthew matt matty matthias matthäus matti
hias mats mateusz mateo matteo mathieu matthieu | maximilian max maxi maxim | mehmet memo mohammed | mohamed
muhammad mo hamed moh muhammed | melanie mel melli | melissa mel missy lissa | michael mike mick micky mickey
michi michel michal misha mikhail michele | miguel mischa michał mihai | michaela michi micha ela | michelle
shelly mimi | mónica monica monika moni | mustafa mus | nadezhda nadja nadia nadya nadine | natalia natalie
nat nata tasha natasha natalya | nathaniel nat nate nathan | nicole nicky nic nicola nikki niki | norbert
nobbi bert | oliver olli ollie oli | olivia liv livvy | oscar ossi oskar | otto ottmar | pamela pam | patricia
pat patty tricia trish patsy patti | patrick pat paddy rick patrik | paul pauli pablo | paolo pawel pavel
paweł | pauline paula paulina | penelope penny | peter pete pit piet piotr piotrek pedro pietro petros petr
pierre | petra peti | philip phil pip philipp philippe felipe filip lippi | rachel rach shelly | rafael rafa
raffi raphael rafał | ralf ralph rolf | raymond ray raimund | rebecca becca becky beck rebekka | regina gina
regine | reinhard reini reinhold | renate nate reni renata | ricardo riccardo rico ricky | richard rich rick |
dick ricky richie richi rik | robert rob bob bobby robbie bert robin roberto | roderick rod roddy | rodrigo
rodri rigo | roger rog rüdiger rudi | roland rolli | ronald ron ronnie | rosemarie rose rosie rosi rosa
rosalind romy rosemary | rudolf rudi rolf ruedi | samuel sam sammy samantha | sabine bine biene bina |
salvatore totò turi | samira sami mira | santiago santi | sarah sally sadie sara | sebastian basti seb bastian
wastl sébastien sebastián | sergei sergey seryozha | sergio | siegfried sigi | sigrid sigi siri | silvia silke
silvi sylvia | simon si simone moni | siddharth sid sidney sydney | sofia sophia sophie fifi zosia | sofie
zofia | solomon sol | stanislaw stan staszek stanley | stefan steven steve stephen stephan steffen stevie ste
esteban stefano szczepan | stefanie | steffi stephanie steph steffie | stuart stu stewart | susan sue susie
suzy susanne suse susi sanne susanna zuzanna suzanne zuza | sven svenni | svetlana sveta | lana | tamara tammy
toma | teresa terry tess tessa theresa therese resi theresia | terence terry | theodor theo ted teddy theodore
teo fedor | thomas tom tommy tomas tomasz tomek tommaso tomás tomáš | thorsten torsten toto | timothy tim
timmy timo | tobias tobi toby tobiasz | ulrich uli ueli ulli | ulrike uli ulli rike | ursula uschi ursel ulla
urs | uwe uwi | valentin val valentina vali valerie | vera verena vreni | veronika vroni ronja nika veronica |
ronnie weronika | victor vic viktor wiktor vitya | victoria vicky tori vikki viktoria vic | vincent vince
vinzenz vin vincenzo enzo | virginia ginny | vladimir vlad volodya wladimir włodzimierz | volker volki |
waldemar waldi | walter wally walt wally | werner | wilfried willi fried | wilhelm | william will bill billy
willy liam willi wim guillaume wil | wilhelmine mina minna | winifred win winnie freda | wojciech wojtek |
wolfgang wolf wolfi | xavier xavi javier javi | yannick yann jannik janik | yevgenia zhenya | yuri jurij juri
| zachary zach zack | zoe zoë | zainab zee zeynep | callum cal calum | gareth gaz garth | siobhan shiv | fiona
fi | alasdair al alistair alastair ali | tatiana tanja tanya tania | priyanka priya pri | raghunath raghu |
krishna krish kris | lakshmi laxmi | abdul abdullah abdou | amina ami | ekaterina katya kat | oluwaseun seun |
chukwuemeka emeka | ngozi goz | kwabena kobby | giorgos george yorgos | ioannis yannis giannis | konstantina
dina | mehdi medi | aleksei alyosha alexei lyosha | lyudmila luda mila | olga olya | ikram iki | khadija khadi
dija | jiří jirka | lukáš luki | ferenc feri | istván pisti | lászló laci | erzsébet bözsi | yasemin yasi
jasmin jasmine jaz | xiaoming ming | takahiro taka | hiroshi hiro | satoshi sato | kenji ken | yuki yuko
"""

_OTHERS = """
aaliyah aarav aditi ahmed ahmet aisha aishwarya akash akiko alan alexis alina amara amir amit amrita ananya
anil anke anneliese annegret antje aoife arjun arne aylin axel ayesha beate bilal björn brandon brenda brian
bruno bryan callum camila carina cem chiara chiamaka chinedu ciara colin courtney craig cristina damian darren
deepa deepak derek detlef devi diana diego dilara dirk donald donna dylan edith eileen elias elif elke emre
enrico erik erika esra ethan eunice farah fatima fatma finn folasade francesca gavin gerrit giulia gisela
graham guido gülsen günter günther hakan hamza hannelore hao haruka hasan heather heidrun hung hussein huseyin
ingo irina isaac isla ismail jana jannis jasmine jelena jia jing jörn juliane julien justin jutta kai kamal
karen karim karsten kavita keith kelly kerstin kevin khalid kofi kwame lara latisha layla leila leyla liam
lila lin linda lindsey ling logan lorena luca lucía lydia magnus mahmoud maike malte manuela marcel mareike
marina mariusz marlene martha marwa mateja maurice maya mei melina mercedes merle milan milena mira mohan
moritz murat nadja naoko naomi nasrin neha nigel nils nisha noah nour oguz okan olaf oleg olumide ömer omar
osman özlem pascal penelope pilar pooja pradeep priya rahul raj rajesh ralph ramona raquel ravi renee rhys
rocío roisin rohan roland ronja rosalie ruben ryan sakura samir sandeep sanjay saoirse sarita sean selin selma
seán shannon sharon shirin siegrid sina sinead sneha sonja sören stacey sunil suresh svenja swati sylvie tariq
tatjana teresa thandiwe thao theresa till tina tobiasz tracy trevor udo ute vanessa vijay wanda wayne wei wen
wendy xenia ximena yasmin yusuf yvonne zahra zaneta żaneta zanele zoltan zuri darius cedric fabian fabio
fabienne lennart lennard leander jonathan jerome jeremy joel nadine miriam mirjam ruth esther hilde hildegard
hartmut horst egon erwin ewald gottfried günter heribert ottilie siegmund wiebke wibke swantje tjark frauke
antje birte dörte britta gesa gesine silke torben thorben hauke imke insa jelte marten maarten joost bram
sanne femke anouk sofie lieke willem ruud mikkel søren rasmus freja freya ingvild håkon øyvind åsa linnea
lovisa elsa aino eero juha mikko päivi sirpa
"""

_SURNAMES = """
müller mueller schmidt schulze schulz hoffmann schäfer meyer meier maier wagner weber becker neumann schwarz
zimmermann krüger hofmann hartmann lehmann schmitt krause huber kaiser fuchs peters scholz möller weiß
schubert vogel friedrich keller günther winkler lorenz baumann schuster kowalski kowalczyk nowak nguyen smith
jones williams johnson wilson davies evans roberts patel khan singh garcía gonzález rodriguez fernandez rossi
yilmaz demir kaya o'connor o'brien murphy kelly ryan campbell robertson macdonald thompson robinson wright
ashworth
"""


def word_set(text: str) -> frozenset[str]:
    """Read words written one after another."""
    return frozenset(text.split())


@cache
def _groups() -> dict[str, frozenset[str]]:
    """Every form of the table, with all forms it may stand for."""
    found: dict[str, set[str]] = {}
    for group in f"{_GROUPS}|{diminutives()}".split("|"):
        forms = group.split()
        for form in forms:
            found.setdefault(form, set()).update(forms)
    return {form: frozenset(forms) for form, forms in found.items()}


def short_forms(first_name: str) -> frozenset[str]:
    """Forms under which a first name is known, lower case, itself among them; none if the table lacks it."""
    return _groups().get(first_name.casefold(), frozenset())


@cache
def known_names() -> tuple[frozenset[str], frozenset[str]]:
    """First names and surnames that show a person even where no roster does, lower case with accents."""
    return frozenset(_groups()) | word_set(_OTHERS), word_set(_SURNAMES)
