"""Short and fond forms of first names, by language; each group between bars is one name."""

ENGLISH = """
philippa pippa pip pippy | penelope pen penny | bartholomew bart | bernadette bernie detta | cassandra cass
cassie | cecilia cece cissy cilla | clarissa clare rissa | cordelia delia | elspeth elsie | ferdinand ferdy
ferdie | florence flo flossie florrie | geraldine geri gerry | gillian gill jill jilly | gwyneth gwen |
harriet hattie harri | henrietta hetty etta hettie | imogen immy imo | jemima mima jem | jeremy jez jem jezza
| jonathan jonty jon | kimberley kim | lesley les | leslie les | lucinda lucy cindy | madeleine maddie maddy
mads | madeline maddie maddy | marjorie marge | matilda tilly mattie tilda | maureen mo | maurice mo |
millicent millie | montgomery monty | nigel nige | oswald oz ozzie | peregrine perry | rosalind ros roz |
rosamund ros roz | rupert rupe | tabitha tabby | tamsin tam | tristan tris | vivian viv | vivienne viv |
wilfred wilf | barry baz bazza | gary gaz gazza | sharon shaz shazza | darren daz dazza | karen kaz kazza |
terence tel tez | derek del | jocelyn joss | damien damo | damian damo | natasha tash | marina rina | annabel
bel annie bella | arabella bella bel | isabella izzie | isobel izzy bel | marianne annie | rosemary romy |
savannah sav | sebastian seb bash | theodora thea dora teddy | beatrix bea trixie | augustus gus | augustine
gus | angus gus | fergus fergie gus | hamilton ham | humphrey humph | lawrence lol larry | malcolm mal |
quentin quin | reginald reg reggie | roderick rory | rowena ro | stephanie stevie | valerie val | yvonne
vonnie | zachariah zach | gwendolen gwen | bronwyn bron | dafydd dai taff | llewellyn lew | rhiannon rhi |
myfanwy myf | padraig paddy podge | patricia pats | seamus shay | caitriona cat triona | catriona cat triona |
ruaridh rory | fionnuala nuala | bridget biddy bridie | diarmuid derry | cornelius con neil | declan dec |
aisling ash | niamh neevie | eleanor nelly nora | josephine jo fifi | leonora nora leo | winifred freddie |
elizabeth lilibet elsie buffy | margaret mags meg peg greta daisy | alexandra lexie sacha ali | alexander ali
lexi sasha | katherine kay kathy kath kit | catherine kay kath cat | michael mikey mick | james jamie jim
jimbo jimmy | john jack jonny | robert robbo | thomas tam thom | william bill wills | george geordie dod |
charles chaz chip | edward ned neddy eddie | henry hal hank | joseph joey jo | daniel danno | samuel sammo |
matthew matty | andrew drew andy | david dai | rebecca beck bex becs | deborah debs | victoria vix tor |
jennifer jen jenna | susannah sue susie zanna | joanna jo joey | jacqueline jax | jessica jess jessie |
abigail abs | charlotte char lottie | nicola nic nix | amanda mands | michelle chelle shell | samantha sammie
| christopher kit topher chrisso | anthony ant tone | timothy timbo | nicholas nick nicko | benjamin benjie
benno | jonah joni | gabriella gabby ella | danielle dani elle | emmanuel manny | theophilus theo | ebenezer
ben | solomon sol
"""
GERMAN = """
joachim achim jo jochen hajo | hans-joachim hajo | hans-jürgen hajo hajü | hans-peter hape | karl-heinz kalle
charly | karl kalle | wolfgang wolle wölfi | matthias matze matz hias | mathias matze matz | andreas anderl |
maximilian maxl | ludwig lutz wiggerl lui | leopold poldi leo | lukas lucky luki | korbinian korbi | josef
seppi sepp beppi | alois loisl | balthasar balti | bernhard berni hardy | eberhard ebi hardy | ekkehard ekki |
gerhard hardy gerdi | günter günni | günther günni | gunter gunni | gunther gunni | siegfried siggi |
sieglinde siggi linde | winfried winni | friedhelm friedl | wilhelm willy helm | roswitha rosi | hildegard
hilde hilla | irmgard irmi | waltraud traudl walli | gertraud traudl | edeltraud traudl | mechthild mechi |
marieluise marlies malu | marie-luise marlies malu | annemarie annemie | anneliese anneli liesel | liselotte
lilo lotte | elfriede elfi friedel | magdalena leni lene magda | franziska ziska franzi | josefine fine josi |
henriette jette | henrike rike henni | theresia resi | cäcilia cilli | walburga burgi | kunigunde gundi |
leonie leo | johanna hanni jo joey hanne | kerstin kessi | yvonne yvi | nadine nadi | melanie mel melli |
vanessa nessa nessi | bianca bibi | marlene leni | constanze conny stanzi | konstanze conny stanzi | konrad
conny radi | reinhold holdi | rüdiger rudi rüdi | dietmar didi | detlef detti | burkhard bukki hardy |
leonhard hartl leo | valentin valli | bartholomäus bartl | nikolaus nick klaus niko | johannes jojo hannes jo
| sebastian bastl sebi | alexander lexi xandi | alexandra xandi | tobias tobe | dominik nik | fabian fabi |
florian flori | benedikt bene | jonathan joni | christina chrissi tini | christine chrissi tini | martina tini
| bettina tini | kathrin kati trine | elisabeth lisi sisi lisl ella | barbara bärbel babsi | gabriele gabi |
ursula ulla uschi | angelika geli | monika moni mone | renate nati | stephanie steffi | michaela michi ela |
manuela manu ela | daniela dani ela | andrea andi | claudia claudi | carolin linchen caro | annika anni |
friedrich fiete fiede | heinrich hein heini | jürgen jogi jojo | jörg jogi | swen svenni | thorben tobbi |
rainer raini | reiner raini | werner wernie | jasmin jassi | kevin kev | marvin marv
"""
ROMANCE = """
jean-baptiste jb | jean-pierre jp | jean-luc jl | jean-claude jc | jean-françois jf jeff | dominique dom domi
| guillaume guigui gui | sébastien seb | frédéric fred | frédérique fred | stéphane steph | christophe tof |
élisabeth babeth babette | véronique véro | valérie val | caroline caro | grégoire greg | antoine toine tonio
| augustin gus | thibault tib titi | ludovic ludo | maxime max | gabrielle gaby | marguerite margot | édouard
ed doudou | théophile théo | benoît ben | mathieu math | matthieu math | emmanuelle manue manu | jérôme jé |
josé pepe chepe zé zeca | joseluis pepelu | carmen mamen menchu maricarmen carmela | maría mari mariquita
maruja | francisco paco pancho curro kiko fran chico | francisca paca paqui chica | guadalupe lupe lupita |
dolores lola loles | concepción concha conchi | pilar pili | rosario charo | consuelo chelo | mercedes merche
| montserrat montse | inmaculada inma | encarnación encarna | soledad sole | asunción asun | milagros mila |
esperanza espe | enrique quique kike | eduardo edu lalo dudu | rafael rafa | manuel manolo lolo manel |
antonio toño tonino toninho | antónio tó toninho | jesús chus chuy suso | gonzalo gonza | guillermo guille
memo | joaquín quino ximo | roberto beto berto | alberto beto berto | humberto beto | luis lucho | pedro
perico | ramón moncho | salvador salva | santiago yago santi | sebastián sebas | vicente chente | beatriz bea
bia | teresa tere maite | isabel isa chabela | graciela chela | macarena maca | almudena almu | joão joca |
conceição são | guilherme gui | rodrigo digo | fernanda nanda fer | luciana lu | adriana dri | thiago thi |
henrique rique | giuseppe pino peppino peppe beppe | giuseppina pina pinuccia | francesco ciccio | vincenzo
enzo | domenico mimmo | domenica mimma | alessandra ale sandra | niccolò nico | nicolò nico | lorenzo renzo |
ludovica ludo | ludovico ludo | federica fede | federico fede | valentina vale | elisabetta betta | raffaele
lello | raffaella lella | luigi gigi | caterina cate rina | concetta titti | filippo pippo | massimiliano max
massi | massimo massi | emanuele lele | daniele dani lele | simona simo | ștefania fania ștefi | gheorghe gigi
ghiță | alexandru alex sandu | constantin costel costi | nicolae nicu | cristian cristi | ion ionel ionuț
"""
SLAVIC = """
małgorzata gosia małgosia gośka | katarzyna kasia kaśka | agnieszka aga | joanna asia aśka | anna ania anka
hania | elżbieta ela elka | zofia zosia | magdalena magda | dorota dorotka | stanisław staszek stasiek stach |
zbigniew zbyszek | jan janek jasiek honza | andrzej jędrek | krzysztof krzysiek | wojciech wojtek | jakub kuba
| józef józek | tadeusz tadek | kazimierz kazik | władysław władek | mieczysław mietek | ryszard rysiek |
jerzy jurek | henryk heniek | bolesław bolek | mateusz mati | bartosz bartek | bartłomiej bartek | maciej
maciek | łukasz łuki | sławomir sławek | jarosław jarek | mirosław mirek | dariusz darek | przemysław przemek
| urszula ula | jiří jirka jura | josef pepa pepík | františek franta fanda | václav vašek | karel kája | petr
péťa | pavel pája pasha | jaroslav jarda | miroslav mirek | stanislav standa stas slava | vladimír vláďa |
ladislav láďa | bohumil bohouš | oldřich olda | vojtěch vojta | kateřina katka káťa | květoslava květa |
ludmila lída | yekaterina katya | vyacheslav slava | aleksandr sasha shura sanya | alexander sasha | alexandra
sasha | dmitry dima mitya | dmitriy dima mitya | konstantin kostya kostja | nikolai kolya | pyotr petya |
vladimir vova volodya wolodja | yevgeny zhenya | yelizaveta liza | lyubov lyuba | tatyana tanya | yulia yulya
| ksenia ksyusha | galina galya | irina ira | larisa lara | maria masha mascha | polina polya | viktoria vika
| vasily vasya | roman roma | valery valera | oksana ksana | ivan vanja vanya | mikhail misha mischa | milan
milo | dragan gagi | slobodan boban | aleksandar aca saša | nikola nidžo | zoran zoki | goran goga | mateja
matejka
"""
OTHERS = """
lászló laci | istván pista pisti | józsef józsi | sándor sanyi | ferenc feri | györgy gyuri | jános jani |
gábor gabi | zoltán zoli | miklós miki | erzsébet erzsi bözsi zsóka | katalin kati | ildikó ildi | zsuzsanna
zsuzsa zsuzsi | ágnes ági | andrás andris bandi | mihály misi | ibrahim ibo | süleyman sülo | mehmet memo |
ayşegül ayşe | fatma fatoş | zeynep zeyno | abdullah apo | konstantinos kostas dinos | ioannis giannis yannis
| georgios giorgos | dimitrios dimitris mitsos | panagiotis panos takis | nikolaos nikos | vasileios vasilis |
evangelos vangelis | eleni lena | aikaterini katerina | lars lasse | nils nisse | per pelle | gustav gurra |
bengt benke | johan jojje | katarina kattis | margareta maggan greta | elisabeth bettan | birgitta gittan |
mikael micke | magnus mange | fredrik fredde | mattias matte | sebastian sebbe | willem wim pim | johannes
joop | jacobus jaap koos | jacob jaap | cornelis kees | hendrik henk | theodorus theo | petrus piet | adrianus
arie ad | maria mieke marijke mia riet | wilhelmina willemien mina | antonius ton toon | matthijs thijs |
frederik frits | nicolaas klaas nico | sebastiaan bas | bastiaan bas | maximiliaan max | rajendra raj |
vijayalakshmi viji | subramaniam subbu | venkatesh venky | venkataraman venkat | srinivas srini | krishnan
krish | ramakrishnan ramki | siddhartha sid | anjali anj | aishwarya ash aish | priyadarshini priya | harpreet
harry | gurpreet gary | jaswinder jas | manpreet manny | abhishek abhi | aditya adi | muhammad mo | mohammed
mo moe | mohamed mo moe | abdulrahman abdu | ahmed hamada | folasade sade | chidinma chichi | babatunde tunde
| olufemi femi | temitope temi tope | oluwatobi tobi | oluwaseun seun seyi | olúwáṣeun seun | adebayo bayo |
ayodele ayo | omolara lara | chinonso nonso | obinna obi | ifeoma ify | ikechukwu ike | thandiwe thandi |
sibusiso sbu | takahiro taka | kazuhiro kazu | yoshihiro yoshi | shinichiro shin | shinichirō shin | xiaofeng
feng | jianhong hong | minjun min
"""


def diminutives() -> str:
    """Give the groups of all languages."""
    return "|".join((ENGLISH, GERMAN, ROMANCE, SLAVIC, OTHERS))
